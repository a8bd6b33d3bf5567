"""The list of records as a page: what the address asks for, and the addresses of its other pages and orders."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import Response
from starlette.datastructures import QueryParams

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import DEAL, Kind
from stepmark.queries.record_lists import LINKS, STATES, ListQuery, RecordList, record_list, stage_choices
from stepmark.web.caller import Caller
from stepmark.web.render import page


@dataclass(frozen=True)
class Addresses:
    """The addresses that lead on from a list."""

    path: str
    asked: ListQuery

    def sorted_by(self, field: Field) -> str:
        """The same list by another column; by the same one the other way round."""
        turned = field.key == self.asked.sort and not self.asked.descending
        return self._url(sort=f"-{field.key}" if turned else field.key)

    def next(self, listed: RecordList) -> str | None:
        """The page that follows."""
        return self._url(after=listed.records[-1].id) if listed.has_next else None

    def previous(self, listed: RecordList) -> str | None:
        """The page before."""
        return self._url(before=listed.records[0].id) if listed.has_previous and listed.records else None

    @property
    def as_asked(self) -> str:
        """This very list, from its first page."""
        return self._url()

    def _url(self, **changed: Any) -> str:
        asked = self.asked
        sort = f"-{asked.sort}" if asked.descending else asked.sort
        values = {
            "q": asked.q,
            "mine": "1" if asked.mine else "",
            "state": asked.state,
            "stage": asked.stage_id,
            **asked.links,
        }
        filled = {name: value for name, value in ({**values, "sort": sort} | changed).items() if value}
        return f"{self.path}?{urlencode(filled)}" if filled else self.path


def table_page(caller: Caller, kind: Kind, path: str, *, state: str = "") -> Response:
    """The list that the query string asks for; `state` is the one shown when it names none."""
    asked = list_query(caller.request.query_params, state)
    with caller.reading() as session:
        listed = record_list(session, caller.actor, kind, asked)
        stages = stage_choices(session) if kind is DEAL else []
    context: dict[str, Any] = {"listed": listed, "asked": asked, "to": Addresses(path, asked), "stages": stages}
    return page(caller, "records/index.html", nav=kind.plural, kind=kind, states=STATES.get(kind.name, ()), **context)


def list_query(params: QueryParams, state: str = "") -> ListQuery:
    """What an address asks for; what makes no sense in it counts as not asked."""
    sort = params.get("sort", "")[:100]
    return ListQuery(
        q=params.get("q", "").strip()[:300],
        mine=params.get("mine") == "1",
        state=params.get("state", state)[:20],
        stage_id=_id(params.get("stage")),
        links={key: row_id for key in LINKS if (row_id := _id(params.get(key))) is not None},
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        after=_id(params.get("after")),
        before=_id(params.get("before")),
    )


def _id(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
