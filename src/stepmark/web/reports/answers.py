"""A report for one reader: what they asked for, checked, and its picture."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import not_found
from stepmark.domain.people import Role
from stepmark.domain.processes import Process
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import today
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _, speaking
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.processes import processes
from stepmark.queries.reports.counted import Asked, Basis
from stepmark.queries.reports.periods import OWN_DATES, PERIODS, Period
from stepmark.queries.reports.whose import NOBODY, Whose, choices, members_of
from stepmark.web.caller import Caller
from stepmark.web.reports.asking import Filter, filter_of, in_words, period_of
from stepmark.web.reports.links import DealLinks
from stepmark.web.reports.picture import Picture, View
from stepmark.web.reports.pictures import REPORTS

BASIS_LABELS: Sequence[tuple[str, Text]] = ((Basis.CREATED, _("Created")), (Basis.CLOSED, _("Closed")))


@dataclass(frozen=True)
class Answer:
    """Everything that a report's page shows. `whose` is None for those who see their own figures alone."""

    key: str
    asked: Filter
    processes: list[Process]
    process: Process | None
    period: Period
    period_text: Text
    time_zone: str
    whose: Whose | None
    who_text: Text = ""
    picture: Picture | None = None
    errors: dict[str, Text] = field(default_factory=dict)

    @property
    def process_choices(self) -> list[tuple[int, str]]:
        """All processes, by id and name."""
        return [(each.id, each.name) for each in self.processes]

    @property
    def basis_choices(self) -> Sequence[tuple[str, Text]]:
        """What may have happened in the period."""
        return BASIS_LABELS

    @property
    def period_choices(self) -> list[tuple[str, Text]]:
        """The periods that have names, and own dates."""
        named = [(key, label) for key, (label, _days) in PERIODS.items()]
        return [*named, (OWN_DATES, _("From … to …"))]

    @property
    def about(self) -> Text:
        """What is counted, in words: which deals, of when, whose, and by whose clock."""
        texts = {"period": self.period_text, "who": self.who_text, "zone": self.time_zone}
        if self.period.first is None:
            return _("%(who)s · %(period)s", **texts)
        if self.asked.basis == Basis.CLOSED:
            return _("%(who)s · closed in: %(period)s · days of %(zone)s", **texts)
        return _("%(who)s · created in: %(period)s · days of %(zone)s", **texts)

    @property
    def all_time(self) -> str:
        """The address of the same report without a period."""
        return f"/reports/{self.key}?{self.asked.over('all').query}"


def answer(caller: Caller, key: str) -> Answer:
    """The report that the address asks for; without a picture where there is no process, or something is wrong."""
    if key not in REPORTS:
        raise not_found()
    with caller.reading() as session:
        return _answer(session, caller, key, filter_of(caller.request.query_params))


def spreadsheet(caller: Caller, key: str) -> bytes:
    """The report's table as a file, in the reader's language; refused where something is wrong with what is asked."""
    found = answer(caller, key)
    if found.errors:
        raise Invalid(found.errors)
    with speaking(caller.actor.locale, caller.actor.time_zone):
        return found.picture.table.as_csv if found.picture else b""


def _answer(session: ScopedSession, caller: Caller, key: str, asked: Filter) -> Answer:
    found = processes(session)
    process = _chosen(found, asked.process_id)
    time_zone = session.get_one(Workspace, caller.actor.workspace_id).time_zone
    whose = choices(session) if caller.actor.role.rank >= Role.MANAGER.rank else None
    period, errors = period_of(asked, today(time_zone))
    who_text = _who(asked, whose, errors)
    answered = Answer(key, asked, found, process, period, in_words(asked, period), time_zone, whose, who_text)
    if errors or process is None:
        return replace(answered, errors=errors)
    members = _members(session, caller, asked, whose)
    return replace(answered, picture=REPORTS[key].draw(session, _view(caller, answered, process.id, members)))


def _chosen(found: list[Process], process_id: int | None) -> Process | None:
    if process_id is None:
        return next(iter(found), None)
    process = next((each for each in found if each.id == process_id), None)
    if process is None:
        raise not_found()
    return process


def _who(asked: Filter, whose: Whose | None, errors: dict[str, Text]) -> Text:
    """Whom it is about, in words. A choice that is gone is said, not passed over, as it would show everybody's."""
    if whose is None:
        return _("Your own deals")
    if not asked.who:
        return _("Everybody’s deals")
    if asked.who == NOBODY:
        return _("Nobody’s deals")
    name = whose.name_of(asked.who)
    if name is None:
        errors["who"] = _("This person, team or group is not there any more. Choose another one.")
        return ""
    if asked.who.startswith("team-"):
        return _("Deals of %(name)s and team", name=name)
    return _("Deals of %(name)s", name=name)


def _members(
    session: ScopedSession, caller: Caller, asked: Filter, whose: Whose | None
) -> Collection[int | None] | None:
    if whose is None:
        return frozenset({caller.actor.member_id})
    return members_of(session, asked.who) if asked.who else None


def _view(caller: Caller, answered: Answer, process_id: int, members: Collection[int | None] | None) -> View:
    since, until = answered.period.moments(answered.time_zone)
    kind = KINDS[next(each.kind for each in answered.processes if each.id == process_id)]
    is_only = sum(each.kind == kind.name for each in answered.processes) == 1
    links = DealLinks(kind.list_path, since is None and until is None, is_only, _owner(members), caller.actor.member_id)
    counted = Asked(process_id, answered.asked.basis, since, until, members)
    return View(caller.actor, counted, links, answered.time_zone)


def _owner(members: Collection[int | None] | None) -> int | None:
    """The one person whose deals these are; 0 for several or nobody, None for everybody."""
    if members is None:
        return None
    (owner,) = members if len(members) == 1 else (0,)
    return owner or 0
