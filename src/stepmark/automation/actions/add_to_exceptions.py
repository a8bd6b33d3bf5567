"""Put the client of a deal or lead on the exceptions list, and delete the deal and the contact."""

from collections.abc import Collection
from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome, Reach
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import Settings
from stepmark.catalogue.kinds import CONTACT, LEAD, SALE_NAMES, Kind
from stepmark.commands.access import locked
from stepmark.commands.exceptions import list_points
from stepmark.commands.records import delete_record
from stepmark.domain.contacts import Contact
from stepmark.domain.record import Record
from stepmark.platform.i18n import Text, _
from stepmark.queries.contact_deals import has_other_active_deals
from stepmark.queries.exceptions import points_of


class AddToExceptions(Action[Settings]):
    """Of several contacts the first one is meant. The contact stays while other active deals have it."""

    key = "add_to_exceptions"
    label = _("Add client to exceptions")
    group = "clients"
    icon = "user-off"
    help = _("Lists phones and e-mails, then deletes the deal or lead, and the contact if no other deal is open.")
    kinds = SALE_NAMES

    def sentence(self, settings: Settings, words: Any) -> Text:
        return _("put the client on the exceptions list, and delete this and the contact")

    def run(self, settings: Settings, context: ActionContext) -> Outcome:
        context.work.session.flush()
        found = context.linked("contact")
        if context.kind is LEAD:
            _list(context, LEAD, context.deal)
        elif found is None:
            context.warn(_("The deal has no contact, so nobody was put on the exceptions list."))
        if found is not None:
            _list(context, *found)
        if not context.deal.is_deleted:
            delete_record(context.work, context.kind, context.deal.id)
        if found is not None:
            _delete_unless_needed(context, found[1])
        return Done()

    def reach(self, settings: Settings, kind: Kind) -> Collection[Reach]:
        return tuple(Reach(each.name, topics=("deleted",)) for each in (kind, CONTACT))


def _list(context: ActionContext, kind: Kind, client: Record) -> None:
    points = points_of(context.work.session, kind.name, client.id)
    if not points:
        context.warn(_("“%(contact)s” has no phone and no e-mail to be listed.", contact=client.label))
    list_points(context.work, points, context.deal.label[:300], context.deal.id)


def _delete_unless_needed(context: ActionContext, contact: Record) -> None:
    # Locked before the question, so that of two last deals one sees that the other has gone.
    locked(context.work, Contact, contact.id)
    context.work.session.flush()
    if has_other_active_deals(context.work.session, contact.id, context.deal.id):
        context.warn(_("“%(contact)s” is kept, as other open deals have this contact.", contact=contact.label))
    else:
        delete_record(context.work, CONTACT, contact.id)
