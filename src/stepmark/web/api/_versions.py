"""Nobody overwrites what they have not seen: versions as ETags, and If-Match."""

import re

from fastapi import Request

from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _


def etag(version: int) -> dict[str, str]:
    """The header that names a record's version."""
    return {"ETag": f'"{version}"'}


def if_match(request: Request) -> int | None:
    """The version that must still be the newest; None when any will do."""
    header = request.headers.get("If-Match", "").strip()
    if header in ("", "*"):
        return None
    found = re.fullmatch(r'(?:W/)?"([0-9]{1,9})"', header)
    if not found:
        raise Invalid({"If-Match": _('Send the ETag that you got with the record, such as "3".')})
    return int(found[1])
