"""What can be refused, as values that a page, the API and the command line show each in its own way (RFC 9457)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from stepmark.platform.i18n import Text, text_of

STATUS = {
    "field-required": 422,
    "note-required": 422,
    "step-limit": 422,
    "quota-exceeded": 422,
    "field-in-use": 409,
    "step-in-use": 409,
    "step-not-bindable": 422,
    "not-allowed": 403,
    "not-found": 404,
    "invalid": 422,
    "broken-reference": 422,
    "steps-open": 422,
    "conflict": 409,
    "archived": 409,
    "barred": 409,
    "in-use": 409,
    "not-signed-in": 401,
    "too-many-tries": 429,
    "too-large": 413,
    "busy": 503,
}


class Problem(Exception):
    """A refusal: `type` is stable for programs, `detail` is translated for people, `field` names what to mend.

    `more` carries what a dialog or a client needs besides (the steps that are open, both values of a clash).
    """

    def __init__(self, type: str, detail: Text, *, field: str | None = None, **more: Any) -> None:
        super().__init__(type)
        self.type = type
        self.detail = detail
        self.field = field
        self.more = more

    @property
    def status(self) -> int:
        """The HTTP status for this kind of refusal."""
        return STATUS[self.type]

    def __str__(self) -> str:
        return f"{self.type}: {text_of(self.detail)}"


class Invalid(Problem):
    """Input that can't be taken: one message for each field, by its key."""

    def __init__(self, errors: Mapping[str, Text]) -> None:
        first = next(iter(errors))
        super().__init__("invalid", errors[first], field=first, errors=dict(errors))
        self.errors = dict(errors)


@contextmanager
def placed(place: str) -> Iterator[None]:
    """Name what is wrong inside the block by its place in a larger whole: `all/1/value` becomes `place/all/1/value`."""
    try:
        yield
    except Invalid as invalid:
        raise Invalid({f"{place}/{key}" if key else place: text for key, text in invalid.errors.items()}) from None
