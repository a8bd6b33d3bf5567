"""The groups of the catalogue: triggers and actions by the work that they do, in the order of its shelves."""

from dataclasses import dataclass

from stepmark.platform.i18n import Text, _


@dataclass(frozen=True)
class Group:
    """One group; without an icon of its own, what is in it shows the group's."""

    key: str
    label: Text
    icon: str


GROUPS = {
    each.key: each
    for each in (
        Group("data", _("Data"), "database"),
        Group("clients", _("Customer information"), "address-book"),
        Group("people", _("Responsible people"), "users"),
        Group("tasks", _("Tasks and projects"), "square-check"),
        Group("deals", _("Deals and steps"), "layout-kanban"),
        Group("payments", _("Payments"), "credit-card"),
        Group("documents", _("Documents"), "file-text"),
        Group("messages", _("Messages to customers"), "mail"),
        Group("notices", _("Notices to staff"), "bell"),
        Group("repeat", _("Repeat sales"), "refresh"),
        Group("flow", _("Course of the rule"), "route"),
    )
}
ORDER = tuple(GROUPS)
