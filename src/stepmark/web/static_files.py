"""Style sheets, scripts and icons."""

import hashlib
import re
from functools import cache
from os import PathLike, stat_result
from pathlib import Path

from starlette import staticfiles
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from stepmark.platform.paths import static_dir
from stepmark.web.bundles import bundle

_TYPES = {".css": "text/css", ".js": "text/javascript"}

_MARKED = re.compile(r"(?P<mark>[0-9a-f]{10})[/\\](?P<path>.+)", re.DOTALL)


class StaticFiles(staticfiles.StaticFiles):
    """A file asked for with the present mark may be kept for ever; any other is asked for again each time."""

    def __init__(self) -> None:
        super().__init__(directory=static_dir())

    def get_path(self, scope: Scope) -> str:
        """The file's place, whatever mark stands before it: a page from before an upgrade gets what there is now."""
        found = _MARKED.fullmatch(path := super().get_path(scope))
        scope["is_marked"] = found is not None and found["mark"] == _present_mark()
        return found["path"] if found else path

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file with what it imports, and how long it may be kept."""
        if (text := bundle(path := Path(full_path))) is None:
            response = super().file_response(full_path, stat_result, scope, status_code)
        else:
            response = self._bundled(text, _TYPES[path.suffix], Headers(scope=scope))
        is_marked = scope["is_marked"]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_marked else "no-cache"
        return response

    def _bundled(self, text: str, media_type: str, asked: Headers) -> Response:
        mark = hashlib.sha256(text.encode()).hexdigest()[:20]
        response = Response(text, media_type=media_type, headers={"ETag": f'"{mark}"'})
        is_known = self.is_not_modified(response.headers, asked)
        return staticfiles.NotModifiedResponse(response.headers) if is_known else response


def asset(path: str) -> str:
    """The address of a static file, marked so that it may be kept for ever.

    The mark stands before the path, so that the scripts, which name one another by relative addresses, share it.
    """
    return f"/static/{_present_mark()}/{path}"


@cache
def _present_mark() -> str:
    """What changes when any of the files does."""
    files = sorted(each for each in static_dir().rglob("*") if each.is_file())
    contents = (hashlib.sha256(each.read_bytes()).digest() for each in files)
    names = "\n".join(each.relative_to(static_dir()).as_posix() for each in files)
    return hashlib.sha256(names.encode() + b"".join(contents)).hexdigest()[:10]
