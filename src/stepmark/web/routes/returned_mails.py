"""The mark of an address to which mail came back."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.returned_mails import remove_mark
from stepmark.platform.i18n import _
from stepmark.web.caller import Salesperson
from stepmark.web.record_paths import RECORD, KindInPath
from stepmark.web.render import see_other

router = APIRouter()


@router.delete(RECORD + "/returned-mails/{returned_mail_id:id}")
def delete(caller: Salesperson, kind: KindInPath, record_id: int, returned_mail_id: int) -> Response:
    """Let mail go there as before."""
    address = caller.run(remove_mark, kind, record_id, returned_mail_id)
    text = _("The mark is gone. Mail to %(address)s is tried again.", address=address)
    return see_other(f"/{kind.plural}/{record_id}", text)
