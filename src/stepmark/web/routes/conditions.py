"""The condition editor, fetched anew after each change of it; nothing is saved here."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import kind_of
from stepmark.commands.access import not_found
from stepmark.web.caller import Viewer
from stepmark.web.condition_forms import edited_again, is_root
from stepmark.web.forms import Form
from stepmark.web.render import fragment

router = APIRouter()


# The form around it may say in a hidden input that it is a PATCH, as that of a stored rule does.
@router.patch("/conditions/{kind_name}")
@router.post("/conditions/{kind_name}")
def edit(caller: Viewer, kind_name: str, form: Form, root: str = "c", changes: bool = False) -> Response:
    """The editor as its form holds it, after what the pressed button asks for."""
    if not is_root(root):
        raise not_found()
    with caller.reading() as session:
        editor = edited_again(session, caller.actor, kind_of(kind_name), form, root, about_changes=changes)
        return fragment(caller, "conditions/_editor.html", editor=editor)
