"""The requisites of a company or contact as its page shows them, template by template."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.requisites import TEMPLATES, fields_of_template, templates_for
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import Text
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.requisites import requisites_of


@dataclass(frozen=True)
class Filled:
    """One template with what is filled of it, by key."""

    template: str
    values: Mapping[str, Any]

    @property
    def label(self) -> Text:
        """What the template is called."""
        return TEMPLATES[self.template]

    @property
    def rows(self) -> list[tuple[Field, Any]]:
        """What is filled, in the template's order."""
        fields = fields_of_template(self.template)
        return [(field, self.values[key]) for key, field in fields.items() if key in self.values]


def filled_requisites(session: ScopedSession, _actor: Actor, kind: Kind, record_id: int) -> list[Filled]:
    """Every template, filled or not, in the order that suits the kind."""
    found = requisites_of(session, kind.name, record_id)
    return [Filled(template, found.get(template, {})) for template in templates_for(kind.name)]
