"""Making the search's words anew from the records, a chunk at a time: after they were changed behind our back."""

from sqlalchemy import delete, select, tuple_

from stepmark.catalogue.kinds import Kind
from stepmark.commands.search_index import index_records
from stepmark.commands.work import Work
from stepmark.domain.rights import require_admin
from stepmark.domain.search import SearchSlip, SearchTerm

CHUNK = 500
_UNSEEN = {"synchronize_session": False}


def forget_words(work: Work) -> int:
    """Drop a chunk of the workspace's words; call again until it returns 0."""
    require_admin(work.actor)
    for model, key in ((SearchTerm, _TERM), (SearchSlip, _SLIP)):
        some = work.session.execute(select(*key).limit(CHUNK * 10)).all()
        if some:
            gone = delete(model).where(tuple_(*key).in_([tuple(row) for row in some]))
            work.session.execute(gone, execution_options=_UNSEEN)
            return len(some)
    return 0


def index_chunk(work: Work, kind: Kind, after: int) -> int | None:
    """Index the records whose ids follow `after`. Returns the last of them, None when there are no more."""
    require_admin(work.actor)
    query = select(kind.model.id).where(kind.model.id > after).order_by(kind.model.id).limit(CHUNK)
    ids = work.session.scalars(query).all()
    if not ids:
        return None
    index_records(work, kind, ids)
    return ids[-1]


_TERM = (SearchTerm.kind, SearchTerm.record_id, SearchTerm.term)
_SLIP = (SearchSlip.left, SearchSlip.word)
