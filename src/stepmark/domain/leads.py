"""Leads: enquiries that may become deals. They go through a process of their own kind."""

from stepmark.domain.deals import Sale
from stepmark.domain.record import About
from stepmark.platform.i18n import _


class Lead(Sale):
    """An enquiry before a deal."""

    about = About(
        name="lead",
        plural="leads",
        label=_("Lead"),
        label_plural=_("Leads"),
        new_label=_("New lead"),
        icon="inbox",
        place=12,
        shortcut="l",
        points=True,
        front=True,
        lines=True,
        shared=True,
    )
    __mapper_args__ = {"polymorphic_identity": "lead"}  # noqa: RUF012 - as SQLAlchemy asks
