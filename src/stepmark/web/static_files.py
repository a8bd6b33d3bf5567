"""Style sheets, scripts and icons."""

from os import PathLike, stat_result

from starlette import staticfiles
from starlette.responses import Response
from starlette.types import Scope

from stepmark.platform.paths import static_dir


class StaticFiles(staticfiles.StaticFiles):
    """A file asked for with its content's mark may be kept for ever; any other is asked for again each time."""

    def __init__(self) -> None:
        super().__init__(directory=static_dir())

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, with how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        is_marked = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_marked else "no-cache"
        return response
