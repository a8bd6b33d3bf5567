"""The sheet on which a list's filter is put together. Applying it leads to the list's new address; nothing is saved."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import Kind
from stepmark.platform.i18n import _
from stepmark.queries.views import views_of
from stepmark.web.caller import Caller, Viewer
from stepmark.web.condition_forms import Editor, edited_again, editor_for, tree_in
from stepmark.web.forms import Form
from stepmark.web.list_addresses import Address, address_in, compact, is_too_long
from stepmark.web.questions import Place, asked
from stepmark.web.record_paths import RECORDS, KindInPath
from stepmark.web.render import see_other

router = APIRouter()


@router.get(RECORDS + "/filter")
def edit(caller: Viewer, kind: KindInPath) -> Response:
    """The filter of the list that the address names, as rows and groups."""
    with caller.reading() as session:
        address = address_in(kind, caller.request.query_params, views_of(session, caller.actor, kind))
        editor = editor_for(session, caller.actor, kind, address.asked.tree)
    return _sheet(caller, address, editor)


@router.post(RECORDS + "/filter")
def apply(caller: Viewer, kind: KindInPath, form: Form) -> Response:
    """Open the list by this filter; a row that can't be understood is shown with what is wrong."""
    with caller.reading() as session:
        address = address_in(kind, form, views_of(session, caller.actor, kind))
        if "do" in form:
            return _sheet(caller, address, edited_again(session, caller.actor, kind, form))
        tree, editor = tree_in(session, caller.actor, kind, form)
    if tree is not None and is_too_long(compact(tree)):
        tree, editor.root.errors[""] = None, _("This filter is too long. Ask for less at once.")
    if tree is None:
        return _sheet(caller, address, editor, 422)
    return see_other(address.with_asked(tree=tree).url)


def _sheet(caller: Caller, address: Address, editor: Editor, status: int = 200) -> Response:
    kind: Kind = address.kind
    place = Place(kind.plural, kind.label_plural, kind.list_path)
    title = _("Filter: %(kind)s", kind=kind.label_plural)
    body = "records/_filter_sheet.html"
    return asked(caller, place, body, title, status, kind=kind, to=address, editor=editor, is_wide=True)
