"""From a figure to the list of the deals behind it, where a list can show exactly these."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode


@dataclass(frozen=True)
class DealLinks:
    """What narrows a report: `whole` says that no period does; `is_only`, that its kind has no process besides.
    `path` is where its records are listed.

    `owner` is the one person it is about, None when it is about everybody, `reader` the one who would open the list.
    """

    path: str
    whole: bool
    is_only: bool
    owner: int | None
    reader: int | None

    def of(self, member_id: int | None) -> "DealLinks":
        """The same for one person's deals; nobody's is member 0, whom no list knows."""
        return replace(self, owner=member_id or 0)

    def to(self, status: str = "all", *, stage_id: int | None = None) -> str | None:
        """The list of these deals; None where no list has just them, as lists know neither process nor period."""
        is_listed = self.whole and self.owner in (None, self.reader) and (stage_id is not None or self.is_only)
        if not is_listed:
            return None
        asked = {"state": status, "stage": stage_id, "mine": None if self.owner is None else "1"}
        return f"{self.path}?{urlencode({name: value for name, value in asked.items() if value is not None})}"
