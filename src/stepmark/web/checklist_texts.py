"""A step's state in words."""

from stepmark.platform.i18n import gettext as _
from stepmark.platform.i18n import text_of
from stepmark.queries.bindings import SYSTEM_LABELS
from stepmark.queries.checklist import Bound, StepState


def bound_label(bound: Bound) -> str:
    """The name of the field that a step is bound to."""
    return str(text_of(bound.field.label if bound.field else SYSTEM_LABELS[bound.binding.field]))


def waits_text(step: StepState) -> str:
    """What an open step waits for, as a list in words."""
    return ", ".join(_wait(each, step) for each in step.waits_for)


def _wait(wait: str, step: StepState) -> str:
    if wait.startswith("field:") and step.bound:
        return _("field “%(field)s”") % {"field": bound_label(step.bound)}
    words = {"note": _("a note"), "tasks": _("its tasks"), "person": _("a tick by hand, as it makes a task")}
    return words[wait]


FILTERS = {"bound_label": bound_label, "waits_text": waits_text}
