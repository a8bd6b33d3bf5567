"""Files that programs send: one to a request, as browsers send them."""

from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from stepmark.commands.files import Upload
from stepmark.domain.people import Role
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.web.api._caller import ApiCaller, member_behind
from stepmark.web.form_bodies import read_form
from stepmark.web.uploads import uploads_in


class ApiUploader(ApiCaller):
    """A request with a valid token and a file, which lies in the file store."""

    def __init__(self, caller: ApiCaller, upload: Upload) -> None:
        # The same file sent again under the same key is the same request, however its parts are put together.
        super().__init__(caller.request, caller.identity, f"{upload.sha256} {upload.name}".encode())
        self.upload = upload


def allow_upload(role: Role) -> Any:
    """A route's `Annotated[ApiUploader, allow_upload(Role.SALESPERSON)]`: nothing is stored for whoever may not."""

    def caller(request: Request) -> ApiCaller:
        return member_behind(request, role, b"")

    def uploader(
        caller: Annotated[ApiCaller, Depends(caller)], form: Annotated[FormData, Depends(read_form)]
    ) -> ApiUploader:
        sent = [each for each in form.getlist("file") if isinstance(each, UploadFile) and each.filename]
        if len(sent) != 1:
            raise Invalid({"file": _("Send one file, named “file”, as multipart/form-data.")})
        return ApiUploader(caller, uploads_in(caller, form, "file")[0])

    caller.stepmark_access = role  # type: ignore[attr-defined]  # what the test of all routes looks for
    return Depends(uploader)


SalespersonsUpload = Annotated[ApiUploader, allow_upload(Role.SALESPERSON)]
