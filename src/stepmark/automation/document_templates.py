"""Templates of documents, which administrators keep, and the documents that are made of them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from stepmark.automation.placeholders.check import check_template
from stepmark.automation.placeholders.names import constant_names
from stepmark.automation.placeholders.rendering import render
from stepmark.automation.placeholders.scope import scope_of
from stepmark.automation.word_templates import WordFile, WordParts, check_word, filled_word
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.commands import inputs
from stepmark.commands.access import can_see, locked, seen_record
from stepmark.commands.documents import DOCUMENT, add_filled, add_text
from stepmark.commands.files import Upload
from stepmark.commands.records import create_record
from stepmark.commands.settings_rows import add, change, delete, require_room, row_to_change
from stepmark.commands.work import Work
from stepmark.domain.documents import Document, DocumentTemplate
from stepmark.domain.record import Record
from stepmark.domain.workspace import Workspace
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.platform.paragraphs import as_html
from stepmark.platform.text import printable
from stepmark.queries.list_fields import readable_fields

MOST_TEMPLATES = 200
BODY_LIMIT = 20_000
# The kinds that a document can be about.
ABOUT = tuple(KINDS[field.related] for field in DOCUMENT.system_fields if field.related in KINDS)
Raw = Mapping[str, Any]


def create_document_template(work: Work, raw: Raw, word: WordFile | None = None) -> int:
    """A template with a name, a kind of record and a body, or a Word document in its place. Returns its id."""
    full = _("There can be at most %(limit)s templates. Delete one first.", limit=MOST_TEMPLATES)
    require_room(work, DocumentTemplate, MOST_TEMPLATES, full)
    values = _values(work, {"name": "", "kind": "", "body": "", **raw}, word.parts if word else None)
    values |= word.columns if word else {}
    return add(work, DocumentTemplate(**values, parts=word.parts if word else None), values)


def update_document_template(
    work: Work, template_id: int, raw: Raw, word: WordFile | None = None, *, version: int | None = None
) -> None:
    """Change what is given; documents that were made of it stay as they are."""
    template = row_to_change(work, DocumentTemplate, template_id, version)
    if template.is_word and str(raw.get("body") or "").strip():
        raise Invalid({"body": _("This template is a Word document: send another in its place.")})
    kept = {key: getattr(template, key) for key in _READERS}
    parts = word.parts if word else template.parts
    values = _values(work, {**kept, **raw}, parts)
    template.parts = dict(parts) if parts is not None else None
    change(work, template, values | (word.columns if word else {}))


def delete_document_template(work: Work, template_id: int) -> None:
    """No document is made of it any more; rules that name it say so."""
    delete(work, row_to_change(work, DocumentTemplate, template_id))


def document_about(work: Work, kind: Kind, record_id: int, template_id: int, raw: Raw) -> int:
    """A document about a record that the actor sees, made of a template. Returns its id."""
    record = seen_record(work, kind.model, record_id)
    return document_from_template(work, kind, record, template_id, {**links_of(work, kind, record), **raw})


def document_from_template(work: Work, kind: Kind, record: Record, template_id: int, raw: Raw) -> int:
    """The same with the links that are given. Without a title it is called as its template and its record."""
    template = locked(work, DocumentTemplate, template_id)
    if template.kind != kind.name:
        text = _("The template “%(name)s” is for other records: %(kind)s.")
        about = KINDS[template.kind].label_plural if template.kind in KINDS else template.kind
        raise Problem("invalid", _(text.message, name=template.name, kind=about), field="template_id")
    title = str(raw.get("title") or "").strip() or f"{template.name} – {record.label}"[:300]
    document_id = create_record(work, DOCUMENT, {**raw, "title": title})
    _fill(work, template, work.session.get_one(Document, document_id), kind, record)
    return document_id


def links_of(work: Work, kind: Kind, record: Record) -> dict[str, int]:
    """The record itself, and those of its own links that a document has as well and that lead somewhere."""
    links: dict[str, int] = {}
    for field in (field for field in DOCUMENT.system_fields if field.related in KINDS):
        row_id = record.id if field.related == kind.name else getattr(record, field.key, None)
        other = work.session.get(KINDS[field.related].model, row_id) if row_id else None
        if other is not None and not other.is_deleted and can_see(work, other):
            links[field.key] = other.id
    return links


def _fill(work: Work, template: DocumentTemplate, document: Document, kind: Kind, record: Record) -> None:
    scope = scope_of(work.session, work.actor, kind, record, user_id=work.author.member_id)
    try:
        if template.parts is None:
            add_text(work, document, as_html(render(template.body, scope).text))
        else:
            stored = Upload(f"{document.title[:200]}.docx", str(template.sha256), template.file_size or 0)
            add_filled(work, document, stored, filled_word(template.parts, scope).parts)
    except ValueFault as fault:
        raise Problem("invalid", fault.text, field="template_id") from None


def _values(work: Work, raw: Raw, parts: WordParts | None) -> dict[str, Any]:
    if unknown := raw.keys() - _READERS.keys():
        raise Invalid({printable(min(unknown), 50): _("There is no such field.")})
    readers = {key: partial(_READERS[key], value) for key, value in raw.items() if parts is None or key != "body"}
    values: dict[str, Any] = {"body": "", **inputs.read_all(readers)}
    about = KINDS[values["kind"]], readable_fields(work.session), constant_names(_workspace(work).constants)
    try:
        if parts is None:
            check_template(values["body"], *about)
        else:
            check_word(parts, *about)
    except ValueFault as fault:
        raise Invalid({"body" if parts is None else "file": fault.text}) from None
    return values


def _workspace(work: Work) -> Workspace:
    return work.session.get_one(Workspace, work.actor.workspace_id)


def _name(raw: Any) -> str:
    return inputs.line("name", _("Name"), raw)


def _kind(raw: Any) -> str:
    return inputs.one_of("kind", raw, [kind.name for kind in ABOUT])


def _body(raw: Any) -> str:
    try:
        text = text_in(raw, BODY_LIMIT, lines=True)
    except ValueFault as fault:
        raise Invalid({"body": fault.text}) from None
    if not text:
        raise Invalid({"body": _("Write the text of the document.")})
    return text


_READERS: Mapping[str, Callable[[Any], str]] = {"name": _name, "kind": _kind, "body": _body}
