"""SMS accounts as settings list them, and the one that an SMS goes by."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from stepmark.domain.deliveries import Delivery
from stepmark.domain.sms_accounts import SmsAccount


def sms_accounts(session: Session) -> Sequence[SmsAccount]:
    """All of them, the standard one first."""
    return session.scalars(_live().order_by(SmsAccount.is_standard.desc(), SmsAccount.name, SmsAccount.id)).all()


def sms_account(session: Session, account_id: int) -> SmsAccount | None:
    """One that is not deleted."""
    return session.scalars(_live().where(SmsAccount.id == account_id)).one_or_none()


def usable_sms_account(session: Session, account_id: int | None = None) -> SmsAccount | None:
    """A certain one, or else the standard one, if SMS can be sent by it."""
    chosen = SmsAccount.is_standard.is_(True) if account_id is None else SmsAccount.id == account_id
    found = session.scalars(_live().where(chosen, SmsAccount.active.is_(True))).one_or_none()
    return found if found is not None and found.is_readable else None


def sms_trial(session: Session, account_id: int, delivery_id: int) -> Delivery | None:
    """An SMS that was sent by an account to try it."""
    of_account = Delivery.channel == "sms", Delivery.via_id == account_id
    delivery = session.scalars(select(Delivery).where(Delivery.id == delivery_id, *of_account)).one_or_none()
    return delivery if delivery is not None and delivery.content.get("once") else None


def _live() -> Select[SmsAccount]:
    return select(SmsAccount).where(SmsAccount.deleted_at.is_(None))
