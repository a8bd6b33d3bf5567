"""Custom fields: the lists by kind, and the forms to add and change one."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import KINDS, kind_of
from stepmark.commands.fields import create_field, update_field
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.usage import option_use
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.field_parts import TYPE_LABELS, field_or_404, fields_changed, list_context, place_of
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.questions import asked
from stepmark.web.render import page

router = APIRouter()


@dataclass(frozen=True)
class Draft:
    """What a form holds of a field. `rename_from` is an option that is to be called `rename_to`."""

    kind: str = "deal"
    label: str = ""
    type: str = "text"
    key: str = ""
    help: str = ""
    options: str = ""
    required: bool = False
    multiple: bool = False
    rename_from: str = ""
    rename_to: str = ""

    @property
    def renamed(self) -> dict[str, str]:
        """The option that changes its name."""
        return {self.rename_from: self.rename_to.strip()} if self.rename_from and self.rename_to.strip() else {}

    @property
    def option_list(self) -> list[str]:
        """The options with that name changed, each once."""
        lines = (line.strip() for line in self.options.splitlines())
        return list(dict.fromkeys(self.renamed.get(line, line) for line in lines if line))


@router.get("/fields")
def index(caller: Administrator, kind: str = "deal") -> Response:
    """The fields of one kind in their order, and the deleted ones."""
    return page(caller, "fields/index.html", nav="fields", **list_context(caller, kind_of(kind)))


@router.get("/fields/new")
def new(caller: Administrator, kind: str = "deal") -> Response:
    """The form for a new one."""
    return _new(caller, Draft(kind=kind_of(kind).name))


@router.post("/fields")
def create(caller: Administrator, form: Form) -> Response:
    """Add it at the end of its kind's."""
    draft = _draft(form)
    try:
        caller.run(
            create_field,
            draft.kind,
            label=draft.label,
            type=draft.type,
            key=draft.key.strip(),
            options=draft.option_list,
            required=draft.required,
            multiple=draft.multiple,
            help=draft.help,
        )
    except Problem as problem:
        return _new(caller, draft, field_errors(problem), problem.status)
    return fields_changed(caller, draft.kind, _("The field is added."))


@router.get("/fields/{field_id:id}/edit")
def edit(caller: Administrator, field_id: int) -> Response:
    """The form."""
    return _edit(caller, field_id)


@router.patch("/fields/{field_id:id}")
def update(caller: Administrator, field_id: int, form: Form) -> Response:
    """Save it."""
    draft = _draft(form)
    changes: dict[str, Any] = {"label": draft.label, "help": draft.help, "required": draft.required}
    if "options" in form:
        changes |= {"options": draft.option_list, "renamed": draft.renamed}
    try:
        caller.run(update_field, field_id, **changes, version=int_of_form(form, "version"))
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        return _edit(caller, field_id, draft, field_errors(problem), problem.status)
    with caller.reading() as session:
        kind = field_or_404(session, field_id).kind
    return fields_changed(caller, kind, _("Saved"))


def _draft(form: Form) -> Draft:
    texts = ("label", "key", "help", "options", "rename_from", "rename_to")
    return Draft(
        kind=text_of_form(form, "kind") or "deal",
        type=text_of_form(form, "type"),
        required="required" in form,
        multiple="multiple" in form,
        **{name: text_of_form(form, name) for name in texts},
    )


def _new(caller: Caller, draft: Draft, errors: dict[str, Text] | None = None, status: int = 200) -> Response:
    kinds = [(each.name, each.label_plural) for each in KINDS.values()]
    context = {"draft": draft, "types": TYPE_LABELS.items(), "kind_choices": kinds, "errors": errors or {}}
    return asked(caller, place_of(draft.kind), "fields/_new.html", _("New field"), status, **context)


def _edit(
    caller: Caller, field_id: int, draft: Draft | None = None, errors: dict[str, Text] | None = None, status: int = 200
) -> Response:
    with caller.reading() as session:
        field = field_or_404(session, field_id)
        use = option_use(session, field) if field.options else {}
    stored = Draft(label=field.label, help=field.help, options="\n".join(field.options), required=field.required)
    context = {"field": field, "use": use, "draft": draft or stored, "types": TYPE_LABELS, "errors": errors or {}}
    return asked(caller, place_of(field.kind), "fields/_edit.html", field.label, status, **context)
