"""Tell people something inside the product."""

from typing import Annotated, Any

from pydantic import Field

from stepmark.automation.actions.base import Action, Done, Outcome, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.noticing import missing_ways
from stepmark.automation.parameters import LongTextTemplate, Responsible, Settings
from stepmark.automation.people import resolve
from stepmark.commands.notices import tell
from stepmark.platform.i18n import Lazy, Text, _

TEXT_LIMIT = 2_000
# A text that people wrote has no translation; as a message it is all in its one value.
_AS_WRITTEN = "%(text)s"


class MessagePeopleSettings(Settings):
    """`to`: who is told; each of them once."""

    to: Annotated[tuple[Responsible, ...], Field(min_length=1, max_length=20)]
    text: Annotated[LongTextTemplate, Field(min_length=1)]


class MessagePeople(Action[MessagePeopleSettings]):
    """A notice under the bell, which leads to the record."""

    key = "message_people"
    label = _("Tell people")
    group = "notices"
    icon = "bell"
    help = _("A message under the bell of each of them, and the ways that their profiles say: pop-up, browser, mail.")
    Settings = MessagePeopleSettings

    def sentence(self, settings: MessagePeopleSettings, words: Any) -> Text:
        people = ", ".join(str(words.responsible(each)) for each in settings.to)
        return _("tell %(people)s “%(text)s”", people=people, text=words.text(settings.text))

    def run(self, settings: MessagePeopleSettings, context: ActionContext) -> Outcome:
        text = context.text(settings.text).strip()[:TEXT_LIMIT]
        if not text:
            return Skipped(_("The message would be empty."))
        found = [resolve(context, each, f"{self.key}/{number}") for number, each in enumerate(settings.to)]
        people = [each for each in dict.fromkeys(found) if each is not None]
        if not people:
            return Skipped(_("There is nobody to be told."))
        for member_id in people:
            tell(context.work, member_id, Lazy(_AS_WRITTEN, text=text), context.kind.name, context.record.id)
        for each in missing_ways(context.work.session, people):
            context.warn(each)
        return Done()
