"""A round of housekeeping over all workspaces."""

import os
import time
from datetime import timedelta
from io import BytesIO

from sqlalchemy import func, select

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.files import Upload, add_files
from stepmark.commands.records import delete_record
from stepmark.domain.deals import Deal
from stepmark.domain.people import Member, SignIn
from stepmark.platform import clock
from stepmark.platform.file_store import FileStore
from stepmark.worker.housekeeping import keep_house
from stepmark.worker.loop import Housekeeper
from tests.cast import Cast


def test_bins_are_emptied_and_used_up_sign_ins_dropped(cast: Cast) -> None:
    settings = cast.database.settings
    cast.run(delete_record, DEAL, cast.deal())
    cast.edge.run_as_system(lambda session: session.add(_sign_in(cast, session.get_one(Member, cast.anna.member_id))))
    assert keep_house(cast.edge, settings) == 0
    clock.set_clock((clock.now() + timedelta(days=settings.purge_days + settings.session_days + 40)).isoformat())
    assert keep_house(cast.edge, settings) == 2
    assert (_count(cast, Deal), _count(cast, SignIn)) == (0, 0)


def test_contents_that_no_file_names_are_removed_once_they_are_old(cast: Cast) -> None:
    store = FileStore(cast.database.settings.files_dir, 1000)
    named, unnamed, fresh = (store.keep(BytesIO(text)) for text in (b"named", b"unnamed", b"fresh"))
    cast.run(add_files, DEAL, cast.deal(), [Upload("named.txt", named.sha256, named.size)])
    two_days_ago = time.time() - 2 * 24 * 3600
    for kept in (named, unnamed):
        os.utime(store.path(kept.sha256), (two_days_ago, two_days_ago))
    keep_house(cast.edge, cast.database.settings)
    assert [store.path(kept.sha256).exists() for kept in (named, unnamed, fresh)] == [True, False, True]


def test_the_housekeeper_goes_round_until_it_is_stopped(cast: Cast) -> None:
    cast.run(delete_record, DEAL, cast.deal())
    clock.set_clock((clock.now() + timedelta(days=cast.database.settings.purge_days + 1)).isoformat())
    housekeeper = Housekeeper(cast.edge, cast.database.settings, interval=0.01)
    housekeeper.start()
    deadline = time.monotonic() + 30
    while _count(cast, Deal) and time.monotonic() < deadline:
        time.sleep(0.01)
    housekeeper.stop()
    assert _count(cast, Deal) == 0


def _sign_in(cast: Cast, member: Member) -> SignIn:
    return SignIn(token_hash="0" * 64, person_id=member.person_id, member_id=member.id)


def _count(cast: Cast, model: type) -> int:
    with cast.database.reading(None) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0
