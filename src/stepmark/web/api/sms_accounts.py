"""SMS accounts: what the workspace has with providers of SMS. Administrators only."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.sms_accounts import (
    create_sms_account,
    delete_sms_account,
    make_sms_standard,
    update_sms_account,
)
from stepmark.domain.sms_accounts import SmsAccount
from stepmark.queries.sms_accounts import sms_account, sms_accounts
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import page_shape
from stepmark.web.api._versions import if_match

router = APIRouter(prefix="/api/v1/sms-accounts", tags=["sms accounts"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}


class SmsAccountShape(BaseModel):
    """An SMS account. Its secret is never told."""

    id: RowId
    name: str
    provider: str
    settings: dict[str, str] = Field(description="What the provider is told besides the secret.")
    senders: list[str] = Field(description="Whom an SMS may come from, the usual one first.")
    country: str = Field(description="Of numbers without a prefix, such as PL; empty where these are left out.")
    transliterate: bool
    is_standard: bool
    active: bool
    version: int


class NewSmsAccount(BaseModel):
    """An account to make. provider: smsapi, twilio or generic."""

    model_config = ConfigDict(extra="forbid")

    name: str
    provider: str
    secret: str = ""
    settings: dict[str, str] = {}
    senders: list[str] = []
    country: str = ""
    transliterate: bool = False


class SmsAccountChange(BaseModel):
    """What is to change. `settings` are given whole; an address of the API that changes needs the secret again."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    secret: str | None = None
    settings: dict[str, str] | None = None
    senders: list[str] | None = None
    country: str | None = None
    transliterate: bool | None = None
    active: bool | None = None


@router.get("", response_model=page_model("SmsAccounts", SmsAccountShape), name="sms_accounts")
def index(caller: ApiAdministrator) -> Response:
    """List the accounts, all at once, the standard one first."""
    with caller.reading() as session:
        return json_answer(page_shape([_shape(each) for each in sms_accounts(session)], None))


@router.post("", status_code=201, response_model=SmsAccountShape)
def make(caller: ApiAdministrator, body: NewSmsAccount) -> Response:
    """Make an account. The first one is the standard one."""
    return caller.created(_shown, create_sms_account, body.model_dump())


@router.get("/{sms_account_id}", response_model=SmsAccountShape, **_ONE)
def show(caller: ApiAdministrator, sms_account_id: PathId) -> Response:
    """Read one."""
    return caller.answer(lambda session: _shown(session, sms_account_id))


@router.patch("/{sms_account_id}", response_model=SmsAccountShape, **_VERSIONED)
def change(caller: ApiAdministrator, sms_account_id: PathId, body: SmsAccountChange) -> Response:
    """Change what is given; the provider stays."""
    given = {key: value for key, value in body.model_dump(exclude_unset=True).items() if value is not None}
    caller.run(update_sms_account, sms_account_id, given, version=if_match(caller.request))
    return caller.answer(lambda session: _shown(session, sms_account_id))


@router.post("/{sms_account_id}/standard", response_model=SmsAccountShape)
def choose(caller: ApiAdministrator, sms_account_id: PathId) -> Response:
    """Let SMS go by this one unless said otherwise."""
    return caller.done(lambda session, _none: _shown(session, sms_account_id), make_sms_standard, sms_account_id)


@router.delete("/{sms_account_id}", status_code=204)
def delete(caller: ApiAdministrator, sms_account_id: PathId) -> None:
    """Delete an account. Rules that name it are broken until another is chosen."""
    caller.run(delete_sms_account, sms_account_id)


def _shown(session: Session, account_id: int) -> SmsAccountShape:
    found = sms_account(session, account_id)
    if found is None:
        raise not_found()
    return _shape(found)


def _shape(each: SmsAccount) -> SmsAccountShape:
    return SmsAccountShape(**{name: getattr(each, name) for name in SmsAccountShape.model_fields})
