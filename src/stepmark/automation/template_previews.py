"""How a template of documents comes out for a record, before any document is made of it."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from stepmark.automation.placeholders.rendering import render
from stepmark.automation.placeholders.scope import scope_of
from stepmark.automation.word_templates import filled_word
from stepmark.catalogue.kinds import KINDS
from stepmark.catalogue.types.base import ValueFault
from stepmark.domain.documents import DocumentTemplate
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import Text


class TemplatePreview(NamedTuple):
    """Its text, or the XML of its Word document's parts; what has printed nothing, and why nothing comes of it."""

    text: str = ""
    parts: Mapping[str, str] | None = None
    warnings: tuple[Text, ...] = ()
    fault: Text = ""


def preview_template(session: Session, actor: Actor, template: DocumentTemplate, record: Record) -> TemplatePreview:
    """What the actor would get for a record that they see."""
    scope = scope_of(session, actor, KINDS[template.kind], record, user_id=actor.member_id)
    try:
        if template.parts is None:
            text = render(template.body, scope)
            return TemplatePreview(text.text, warnings=text.warnings)
        word = filled_word(template.parts, scope)
    except ValueFault as fault:
        return TemplatePreview(fault=fault.text)
    return TemplatePreview(parts=word.parts, warnings=word.warnings)
