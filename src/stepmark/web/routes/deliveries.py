"""The log of what was sent: to whom, what, when, and what was answered."""

import json
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from stepmark.automation.carriers import carriers
from stepmark.automation.deliveries import send_again
from stepmark.commands.access import not_found
from stepmark.platform.i18n import _
from stepmark.queries.deliveries import attempts_of, deliveries_page, delivery_row
from stepmark.web.caller import Administrator
from stepmark.web.delivery_parts import DELIVERIES, STATES, address_of, filter_of, telling
from stepmark.web.paths import LARGEST_ID
from stepmark.web.render import page, see_other

router = APIRouter()
_ONE = DELIVERIES.url + "/{delivery_id:id}"


@router.get(DELIVERIES.url)
def index(caller: Administrator, before: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None) -> Response:
    """The newest first, by channel and state."""
    wanted = filter_of(caller.request.query_params)
    with caller.reading() as session:
        found, older = deliveries_page(session, wanted, before=before)
    return page(
        caller,
        "deliveries/index.html",
        nav=DELIVERIES.nav,
        deliveries=found,
        wanted=wanted,
        state_options=[(key, label) for key, (label, _tone, _symbol) in STATES.items()],
        channel_options=[(each.key, each.label) for each in carriers().values()],
        newest=address_of(wanted) if before else None,
        older=address_of(wanted, before=older) if older else None,
        **telling(),
    )


@router.get(_ONE)
def show(caller: Administrator, delivery_id: int) -> Response:
    """One with what it holds and every try."""
    with caller.reading() as session:
        delivery = delivery_row(session, delivery_id)
        attempts = attempts_of(session, delivery_id)
    if delivery is None:
        raise not_found()
    content = json.dumps(delivery.content, ensure_ascii=False, indent=2)
    context = {"delivery": delivery, "content": content, "attempts": attempts, **telling()}
    return page(caller, "deliveries/show.html", nav=DELIVERIES.nav, **context)


@router.post(_ONE + "/again")
def create(caller: Administrator, delivery_id: int) -> Response:
    """Send it once more, under its same key."""
    caller.run(send_again, delivery_id)
    return see_other(f"{DELIVERIES.url}/{delivery_id}", _("It goes out again."))
