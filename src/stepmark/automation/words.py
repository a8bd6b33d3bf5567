"""Rules in words. `Book` knows the names of a workspace's things, `Words` says them as a kind's rules mean them."""

from collections.abc import Callable, Container, Iterable, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.parameters import Duration, NewValue, Responsible
from stepmark.automation.placeholders.pieces import pieces_of
from stepmark.automation.targets import Way, find_target
from stepmark.automation.things import THINGS
from stepmark.catalogue.constants import KnownConstant
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import from_json
from stepmark.conditions.check import Conditions
from stepmark.conditions.paths import find_path
from stepmark.conditions.words import sentence
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import Text, _, ngettext_lazy
from stepmark.queries.constants import constants_in_use
from stepmark.queries.labels import label_rows, target_of
from stepmark.queries.list_fields import readable_fields

Mark = Callable[[str], str]
ShownBy = Callable[[Any, Field, dict[Any, str] | None], str]

# Records may be many, so that only those that are named are read.
_FEW = THINGS.keys() - KINDS.keys()
_WHO: Mapping[str, Text] = {
    "current": _("the responsible person"),
    "linked": _("whoever is responsible for its contact or company"),
    "superior": _("the superior of the responsible person"),
    "user": _("whoever set the rule off"),
    "superior_of_user": _("the superior of whoever set the rule off"),
    "nobody": _("nobody"),
}


class Book:
    """The names of a workspace's things, one statement for each kind of thing however many are asked for.

    `shown` writes a value of a field; `mark` is put round every name, so that a page may stress it.
    """

    def __init__(self, session: Session, actor: Actor, shown: ShownBy, mark: Mark = str) -> None:
        self.session, self.actor, self.shown, self.mark = session, actor, shown, mark
        self.fields = readable_fields(session)
        self._names: dict[str, dict[int, str]] = {}

    @cached_property
    def constants(self) -> dict[str, KnownConstant]:
        """The workspace's constants by key."""
        return constants_in_use(self.session, self.actor)

    def words(self, kind: Kind) -> "Words":
        """The words for rules about records of a kind."""
        return Words(self, kind)

    def name(self, target: str, row_id: int) -> str:
        """What a stage, step, user, group, rule, process or record is called."""
        if target in _FEW and target not in self._names:
            named = THINGS[target].model
            rows = self.session.execute(select(named.id, named.name))
            self._names[target] = {found: name for found, name in rows}  # noqa: C416 - mypy takes no rows for pairs
        if target not in _FEW and row_id not in self._names.get(target, {}):
            self.look_up({target: [row_id]})
        gone = str(THINGS[target].unnamed if target in THINGS else _("a record that is gone"))
        return self._names.get(target, {}).get(row_id, gone)

    def look_up(self, wanted: Mapping[str, Iterable[int]]) -> None:
        """Read the names of these records at once."""
        records = {target: ids for target, ids in wanted.items() if target not in _FEW}
        for target, found in label_rows(self.session, self.actor, records).items():
            self._names.setdefault(target, {}).update({row_id: label.name for row_id, label in found.items()})

    def value(self, field: Field, value: Any) -> str:
        """A value as the reader writes it."""
        target = target_of(field)
        ids = value if isinstance(value, tuple) else (value,)
        names = {each: self.name(target, each) for each in ids if isinstance(each, int)} if target else None
        return self.shown(value, field, names)


class Words:
    """What triggers and actions call things in their sentences."""

    def __init__(self, book: Book, kind: Kind) -> None:
        self.book, self.kind = book, kind

    def field(self, key: str) -> str:
        """A field of the rule's kind, or beyond its links."""
        try:
            return self._marked(find_path(self.kind, key, self.book.fields).name)
        except ValueFault:
            return self._marked(key)

    def value(self, key: str, raw: Any) -> str:
        """A JSON value of one of the kind's own fields."""
        found = self.book.fields[self.kind.name].get(key)
        return self._marked(_value(self.book, found, raw))

    def stage(self, stage_id: int) -> str:
        """A stage."""
        return self._marked(self.book.name("stage", stage_id))

    def step(self, step_id: int) -> str:
        """A step."""
        return self._marked(self.book.name("step", step_id))

    def member(self, member_id: int) -> str:
        """A member."""
        return self._marked(self.book.name("user", member_id))

    def group(self, group_id: int) -> str:
        """A group of members."""
        return self._marked(self.book.name("group", group_id))

    def product(self, product_id: int) -> str:
        """A product."""
        return self._marked(self.book.name("product", product_id))

    def project_template(self, template_id: int) -> str:
        """A template of projects."""
        return self._marked(self.book.name("project_template", template_id))

    def document_template(self, template_id: int) -> str:
        """A template of documents."""
        return self._marked(self.book.name("document_template", template_id))

    def webhook(self, webhook_id: int) -> str:
        """A webhook."""
        return self._marked(self.book.name("webhook", webhook_id))

    def incoming_webhook(self, webhook_id: int) -> str:
        """A webhook at which something comes in."""
        return self._marked(self.book.name("incoming_webhook", webhook_id))

    def lead_form(self, form_id: int) -> str:
        """A lead form."""
        return self._marked(self.book.name("lead_form", form_id))

    def mailbox(self, mailbox_id: int) -> str:
        """A mailbox."""
        return self._marked(self.book.name("mailbox", mailbox_id))

    def mail_template(self, template_id: int) -> str:
        """A template of mails."""
        return self._marked(self.book.name("mail_template", template_id))

    def sms_account(self, account_id: int) -> str:
        """An SMS account."""
        return self._marked(self.book.name("sms_account", account_id))

    def rule(self, rule_id: int) -> str:
        """A rule."""
        return self._marked(self.book.name("rule", rule_id))

    def constant(self, key: str) -> str:
        """A constant of the workspace."""
        known = self.book.constants.get(key)
        return self._marked(known.name if known else key)

    def variable(self, name: str) -> str:
        """What actions hand on under a name."""
        return self._marked(name)

    def target(self, target: str) -> Text:
        """The record itself, one that it links to, or those that link to it."""
        if not target:
            return _("the record itself")
        way = self._way(target)
        return self._marked(str(way.label) if way else target)

    def responsible(self, responsible: Responsible) -> Text:
        """Who is meant."""
        if responsible.who == "member":
            return self.member(responsible.member_id or 0)
        if responsible.who == "group":
            group = self.group(responsible.group_id or 0)
            return self._on_duty(responsible, _("one of the members of “%(group)s” in turn", group=group))
        if responsible.who == "list":
            names = ", ".join(self.member(each) for each in responsible.member_ids)
            return self._on_duty(responsible, _("one of %(names)s in turn", names=names))
        return _WHO[responsible.who]

    def new_values(self, target: str, values: Mapping[str, Any]) -> Text:
        """What fields are set to, one after the other."""
        listed = self.values_among(self._fields_of(target), values)
        return _("%(values)s of %(target)s", values=listed, target=self.target(target)) if target else listed

    def values_among(self, fields: Mapping[str, Field], values: Mapping[str, Any]) -> str:
        """The same for fields that are no record's own."""
        told = [str(self._new_value(fields.get(key), key, NewValue.of(raw))) for key, raw in values.items()]
        return ", ".join(told) or str(_("nothing"))

    def text(self, text: str) -> str:
        """A text with placeholders, each as people call its field: "First order of [Company › Name]"."""
        pieces = pieces_of(text, self.kind, self.book.fields, _AnyName())
        return self._marked("".join(f"[{each.label}]" if each.label else each.text for each in pieces))

    def duration(self, duration: Duration) -> Text:
        """How much time."""
        return duration_words(duration.amount, duration.unit)

    def conditions(self, conditions: Conditions) -> str:
        """A tree of conditions; empty for one that always holds."""
        if not conditions.leaves:
            return ""

        def shown(field: Field, value: Any) -> str:
            return self._marked(self.book.value(field, value))

        return sentence(conditions, shown, self._marked)

    def _marked(self, text: str) -> str:
        return self.book.mark(text)

    def _on_duty(self, responsible: Responsible, text: Text) -> Text:
        return _("%(people)s, if at work", people=text) if responsible.in_session else text

    def _fields_of(self, target: str) -> Mapping[str, Field]:
        way = self._way(target)
        return self.book.fields[way.end.name] if way else {}

    def _way(self, target: str) -> Way | None:
        try:
            return find_target(self.kind, target)
        except ValueFault:
            return None

    def _new_value(self, field: Field | None, key: str, new: NewValue) -> Text:
        name = self._marked(field.name if field else key)
        if new.copy_of is not None:
            return _("%(field)s to a copy of %(other)s", field=name, other=self.field(new.copy_of))
        if new.text is not None:
            return _("%(field)s to “%(text)s”", field=name, text=self.text(new.text))
        if new.constant is not None:
            return _("%(field)s to the constant “%(constant)s”", field=name, constant=self.constant(new.constant))
        if new.variable is not None:
            return _("%(field)s to the variable “%(variable)s”", field=name, variable=self.variable(new.variable))
        return self._fixed_value(field, name, new)

    def _fixed_value(self, field: Field | None, name: str, new: NewValue) -> Text:
        value = _value(self.book, field, new.value)
        if not value:
            return _("%(field)s to nothing", field=name)
        if new.mode == "append":
            return _("%(field)s by adding “%(value)s”", field=name, value=self._marked(value))
        return _("%(field)s to “%(value)s”", field=name, value=self._marked(value))


class _AnyName(Container[str]):
    """What actions yield is asked for where a rule is saved; here it has the name that it was given."""

    def __contains__(self, _name: object) -> bool:
        return True


def duration_words(amount: int, unit: str) -> Text:
    """So much time in words."""
    return {
        "minutes": ngettext_lazy("%(num)s minute", "%(num)s minutes", amount),
        "hours": ngettext_lazy("%(num)s hour", "%(num)s hours", amount),
        "days": ngettext_lazy("%(num)s day", "%(num)s days", amount),
        "weeks": ngettext_lazy("%(num)s week", "%(num)s weeks", amount),
        "working_hours": ngettext_lazy("%(num)s working hour", "%(num)s working hours", amount),
        "working_days": ngettext_lazy("%(num)s working day", "%(num)s working days", amount),
    }[unit]


def _value(book: Book, field: Field | None, raw: Any) -> str:
    if field is None:
        return "" if raw is None else str(raw)
    return book.value(field, from_json(field, raw))
