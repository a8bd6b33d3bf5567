"""Events in words: what happened, and why when it was not simply somebody's doing."""

from collections.abc import Callable, Mapping
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS
from stepmark.domain.history import History
from stepmark.platform.i18n import Text, _

FieldNames = Callable[[str], Field | None]

# By the event's full name, else by what comes after the point. `what` is the name of what it happened to.
_TEXTS = {
    "step.ticked": ("check", _("%(who)s ticked “%(what)s”")),
    "step.unticked": ("arrow-back-up", _("%(who)s reopened “%(what)s”")),
    "task.created": ("plus", _("%(who)s added the task “%(what)s”")),
    "task.updated": ("pencil", _("%(who)s changed the task “%(what)s”")),
    "task.deleted": ("trash", _("%(who)s deleted the task “%(what)s”")),
    "task.restored": ("restore", _("%(who)s restored the task “%(what)s”")),
    "task.finished": ("square-check", _("%(who)s finished the task “%(what)s”")),
    "task.reopened": ("arrow-back-up", _("%(who)s reopened the task “%(what)s”")),
    "note.added": ("note", _("%(who)s wrote a note")),
    "note.updated": ("pencil", _("%(who)s changed a note")),
    "note.deleted": ("trash", _("%(who)s deleted a note")),
    "note.restored": ("restore", _("%(who)s restored a note")),
    "file.added": ("paperclip", _("%(who)s added a file")),
    "file.deleted": ("trash", _("%(who)s deleted a file")),
    "file.restored": ("restore", _("%(who)s restored a file")),
    "deal.moved": ("arrows-move", _("%(who)s moved the deal")),
    "lead.moved": ("arrows-move", _("%(who)s moved the lead")),
    "lead.won": ("trophy", _("%(who)s won the lead")),
    "lead.lost": ("thumb-down", _("%(who)s lost the lead")),
    "lead.reopened": ("arrow-back-up", _("%(who)s reopened the lead")),
    "lead.converted": ("arrows-exchange", _("%(who)s converted the lead into a deal")),
    "deal.won": ("trophy", _("%(who)s won the deal")),
    "deal.lost": ("thumb-down", _("%(who)s lost the deal")),
    "product.priced": ("coin", _("%(who)s changed its prices")),
    "deal.reopened": ("arrow-back-up", _("%(who)s reopened the deal")),
    "exception.added": ("user-off", _("%(who)s put “%(what)s” on the exceptions list")),
    "exception.turned-away": ("user-off", _("No lead was made of “%(what)s”, which is on the exceptions list")),
    "exception.deleted": ("arrow-back-up", _("%(who)s took “%(what)s” off the exceptions list")),
    "message.received": ("mail", _("A message came in")),
    "mail.bounced": ("alert-circle", _("A mail did not arrive")),
    "mail.unmarked": ("arrow-back-up", _("%(who)s lets mail go to an address again")),
    "message.sent": ("send", _("A message went out")),
    "message.opened": ("eye", _("A mail was opened")),
    "message.link_clicked": ("link", _("A link in a mail was clicked")),
    "webhook.received": ("webhook", _("Something came in through a webhook")),
    "form.received": ("inbox", _("Somebody has sent a form")),
    "document.versioned": ("paperclip", _("%(who)s added a version")),
    "document.signing_asked": ("send", _("%(who)s asked for a signature")),
    "document.opened": ("eye", _("A document was opened by whoever is to sign it")),
    "document.signed": ("ballpen", _("%(who)s marked a document as signed")),
    "invoice.issued": ("send", _("%(who)s issued “%(what)s”")),
    "invoice.cancelled": ("x", _("%(who)s cancelled “%(what)s”")),
    "invoice.paid": ("coin", _("%(who)s marked “%(what)s” as paid")),
    "invoice.paid_by_link": ("coin", _("“%(what)s” was paid through a payment link")),
    "order.paid_by_link": ("coin", _("“%(what)s” was paid through a payment link")),
    "deal.paid_by_link": ("coin", _("“%(what)s” was paid through a payment link")),
    "lead.paid_by_link": ("coin", _("“%(what)s” was paid through a payment link")),
    "payment_link.made": ("link", _("%(who)s made a payment link for “%(what)s”")),
    "payment_link.withdrawn": ("x", _("%(who)s withdrew a payment link for “%(what)s”")),
    "payment_link.expired": ("link", _("A payment link for “%(what)s” is over, as what it asked for has changed")),
    "payment_link.paid": ("coin", _("The money of a payment link for “%(what)s” came in")),
    "payment_link.failed": ("alert-circle", _("A payment for “%(what)s” has failed")),
    "payment_link.misfit": ("alert-circle", _("Another amount than asked for was paid for “%(what)s”")),
    "payment_link.twice": ("alert-circle", _("“%(what)s” was paid twice")),
    "payment_link.late": ("alert-circle", _("“%(what)s” was paid through a link that is over")),
    "payment_link.refunded": ("arrow-back-up", _("Money that was paid for “%(what)s” went back")),
    "invoice.unpaid": ("arrow-back-up", _("%(who)s marked “%(what)s” as unpaid")),
    "order.paid": ("coin", _("%(who)s marked “%(what)s” as paid")),
    "order.unpaid": ("arrow-back-up", _("%(who)s marked “%(what)s” as unpaid")),
    "created": ("plus", _("%(who)s created this")),
    "updated": ("pencil", _("%(who)s made changes")),
    "deleted": ("trash", _("%(who)s deleted this")),
    "restored": ("restore", _("%(who)s restored this")),
    "merged": ("arrows-join", _("%(who)s merged duplicates into this")),
    "erased": ("eraser", _("%(who)s erased the personal data")),
    "archived": ("archive", _("%(who)s sent this to the archive")),
    "unarchived": ("restore", _("%(who)s restored this from the archive")),
    # What a rule did to another record for this one's sake.
    "elsewhere.created": ("plus", _("%(who)s added “%(what)s”")),
    "elsewhere.updated": ("pencil", _("%(who)s changed “%(what)s”")),
    "elsewhere.deleted": ("trash", _("%(who)s deleted “%(what)s”")),
    "elsewhere.restored": ("restore", _("%(who)s restored “%(what)s”")),
    "rule.started": ("player-play", _("%(who)s started the rule “%(what)s”")),
    "purged": ("trash", _("%(who)s deleted this for ever")),
}
_AUTOMATIC = {
    "step.ticked": _("“%(what)s” was ticked"),
    "step.unticked": _("“%(what)s” was reopened"),
    "deal.moved": _("The deal was moved"),
    "lead.moved": _("The lead was moved"),
}
_WHY = {
    "import": _("by an import"),
    "withdrawal": _("by withdrawing an import"),
    "merge": _("by merging duplicates"),
    "undo": _("to undo a change"),
    "run-undo": _("to undo what a rule did"),
    "rule": _("by the rule “%(name)s”"),
    "mailbox": _("by way of the mailbox “%(name)s”"),
    "form": _("by the form “%(name)s”"),
    "webhook": _("by the webhook “%(name)s”"),
    "link": _("it leads to %(name)s"),
    "binding": _("by activating a binding"),
    "process": _("because the stage “%(name)s” was removed"),
}


def symbol_of(event: History) -> str:
    """The icon beside an event."""
    if _is_automatic(event):
        return "bolt"
    return _entry(event, "")[0]


def text_of_event(event: History, page: str) -> Text:
    """The event as a sentence on a page about a record of some kind.

    What followed of itself is not told as somebody's doing; what happened to another record names that record.
    """
    what = event.record_label or f"#{event.record_id}"
    if _is_automatic(event) and (text := _AUTOMATIC.get(event.name)):
        return _(text.message, what=what)
    return _(_entry(event, page)[1].message, who=event.actor_name or _("Somebody"), what=what)


def why(event: History, field_named: FieldNames) -> Text:
    """The cause of an event beside the person; empty when it was simply done by hand."""
    cause: Mapping[str, Any] = event.cause or {}
    kind = "" if event.name.endswith(".merged") else cause.get("kind", "")
    if kind == "field":
        field = field_named(str(cause.get("field", "")))
        text = _("because “%(field)s” was filled") if _ticks(event) else _("because “%(field)s” was emptied")
        return _(text.message, field=field.label if field else str(cause.get("field", "")))
    if kind == "tasks":
        return _("because all its tasks are done") if _ticks(event) else _("because a task was opened again")
    return _(_WHY[kind].message, name=str(cause.get("name") or cause.get("stage") or "")) if kind in _WHY else ""


def _ticks(event: History) -> bool:
    return event.name == "step.ticked"


def _is_automatic(event: History) -> bool:
    kind = (event.cause or {}).get("kind", "")
    return kind in ("field", "tasks", "rule", "process", "binding") and event.name in _AUTOMATIC


def _entry(event: History, page: str) -> tuple[str, Any]:
    kind, _point, verb = event.name.partition(".")
    elsewhere = _TEXTS.get(f"elsewhere.{verb}") if kind in KINDS and kind != page else None
    fallback = _TEXTS["updated"] if kind in KINDS else ("circle-dot", _("%(who)s: %(what)s"))
    return _TEXTS.get(event.name) or elsewhere or _TEXTS.get(verb) or fallback
