"""Files as people upload them."""

from stepmark.domain.notes import File
from stepmark.domain.rights import Actor


def a_file(by: Actor) -> File:
    """An uploaded file that hangs on nothing yet, so that only its author may open it."""
    return File(name="offer.pdf", size=1, content_type="application/pdf", sha256="0" * 64, author_id=by.member_id)
