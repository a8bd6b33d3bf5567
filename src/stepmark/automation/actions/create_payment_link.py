"""Create a payment link, for later actions to send."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.actions.base import Action, Done, Failed, Obstacle, Outcome, Reach
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import MemberId, Settings, TextTemplate
from stepmark.automation.placeholders.printing import printed
from stepmark.automation.settings_check import SettingsCheck
from stepmark.automation.variables import kept
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, SALE_NAMES, Kind
from stepmark.commands.payment_links import NO_WAY_TO_PAY, create_link
from stepmark.domain.attributes import FieldType
from stepmark.domain.invoices import Invoice
from stepmark.domain.orders import Order
from stepmark.domain.payment_links import PaymentLink
from stepmark.domain.workspace import Workspace
from stepmark.platform.i18n import Text, _, speaking
from stepmark.platform.money import Money, from_minor
from stepmark.platform.tenancy import public_url
from stepmark.queries.payment_links import can_be_paid, payment_settings

ORDER = KINDS[Order.about.name]
_NO_ADDRESS = _("The server does not know its public address, so nobody could open a link. Set STEPMARK_PUBLIC_URL.")
_SETTINGS = "/settings/payments"


class CreatePaymentLinkSettings(Settings):
    """`automatic`: for the record itself; else for the order with this id or number, which a placeholder may give."""

    automatic: bool = True
    order_id: TextTemplate = ""
    on_behalf: MemberId | None = None


class CreatePaymentLink(Action[CreatePaymentLinkSettings]):
    """Amount and lines stay as they are right then; a link that is open for the same is handed on again."""

    key = "create_payment_link"
    label = _("Create a payment link")
    group = "payments"
    icon = "link"
    help = _(
        "Later actions can send its address. Amount and products stay as they are then; when they change, it is over."
    )
    kinds = (*SALE_NAMES, Order.about.name, Invoice.about.name)
    Settings = CreatePaymentLinkSettings

    def sentence(self, settings: CreatePaymentLinkSettings, words: Any) -> Text:
        if settings.automatic:
            return _("create a payment link")
        return _("create a payment link for the order %(order)s", order=words.text(settings.order_id))

    def check(self, settings: CreatePaymentLinkSettings, check: SettingsCheck) -> None:
        if not settings.automatic and not settings.order_id.strip():
            check.fault("order_id", _("Enter the order's id, or let the link be created automatically."))

    def obstacle(self, settings: CreatePaymentLinkSettings, session: Session) -> Obstacle | None:
        if not public_url(session):
            return Obstacle(_NO_ADDRESS, _SETTINGS)
        return None if can_be_paid(payment_settings(session)) else Obstacle(NO_WAY_TO_PAY, _SETTINGS)

    def run(self, settings: CreatePaymentLinkSettings, context: ActionContext) -> Outcome:
        session = context.work.session
        kind, record_id = context.kind, context.record.id
        if not public_url(session):
            return Failed(_NO_ADDRESS)
        if not settings.automatic:
            wanted = context.line(settings.order_id)
            order_id = _order(session, wanted)
            if order_id is None:
                return Failed(_("There is no order “%(order)s”.", order=wanted))
            kind, record_id = ORDER, order_id
        with context.on_behalf(settings.on_behalf):
            link = session.get_one(PaymentLink, create_link(context.work, kind, record_id))
        return Done(_values(session, link))

    def yields(self, settings: CreatePaymentLinkSettings) -> Mapping[str, Text]:
        return {"payment_url": _("Address of the payment link"), "payment_amount": _("Amount of the payment link")}

    def reach(self, settings: CreatePaymentLinkSettings, kind: Kind) -> Collection[Reach]:
        return ()


def _order(session: Session, wanted: str) -> int | None:
    """An order by its id or by its number."""
    is_id = wanted.isascii() and wanted.isdigit() and len(wanted) < 19
    named = Order.id == int(wanted) if is_id else Order.number == wanted
    return session.scalar(select(Order.id).where(named, Order.deleted_at.is_(None)))


def _values(session: Session, link: PaymentLink) -> dict[str, Any]:
    money = Money(from_minor(link.amount_minor, link.currency), link.currency)
    field = Field("variable", "payment_amount", "", FieldType.MONEY)
    with speaking(session.get_one(Workspace, link.workspace_id).locale):
        amount = kept(field, money, printed(money))
    return {"payment_url": f"{public_url(session)}/pay/{link.token}", "payment_amount": amount}
