"""Undoing a run: fields, ticks, stage and records that it made go back, where nobody has touched them since.

Unlike the undoing of a change it takes back what it can, and names the rest. No rule wakes to it: one that watches
what goes back would do it all again.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from stepmark.automation.runs import add_entry, locked_run
from stepmark.commands.undo_untouched import take_back_untouched
from stepmark.commands.work import Work
from stepmark.domain.deliveries import Delivery, DeliveryState
from stepmark.domain.history import History
from stepmark.domain.rights import require_admin
from stepmark.domain.runs import Outcome, Run
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _, text_of
from stepmark.queries.undo import leaves_nothing, parts_of


def undo_run(work: Work, run_id: int) -> list[Text]:
    """Take back what a run has done, and stop it if it waits. Returns what stays, by name.

    `conflict` if there is nothing that could be taken back.
    """
    require_admin(work.actor)
    run = locked_run(work, run_id)
    if run.outcome == Outcome.UNDONE:
        raise Problem("conflict", _("This was undone already."))
    events = [event for event in events_of_run(work, run) if not leaves_nothing(event)]
    stayed: list[Text] = _sent(work, run)
    if not events:
        raise Problem("conflict", _no_way_back(stayed))
    work.rules_asleep = True
    with work.caused_by(kind="run-undo", of=run.id):
        for part in sorted(parts_of(events), key=lambda part: part[0].id, reverse=True):
            stayed += take_back_untouched(work, part)
        if not work.events:
            names = ", ".join(str(text_of(each)) for each in _once(stayed))
            raise Problem(
                "conflict", _("This can't be undone any more, as it was changed since: %(what)s.", what=names)
            )
        run.outcome, run.due_at = Outcome.UNDONE, None
        add_entry(work, run, "undo", "undone", _once(stayed))
        work.happened("run.undone", "run", run.id, label=run.rule_name)
    return _once(stayed)


def _no_way_back(sent: Sequence[Text]) -> Text:
    if not sent:
        return _("This run has changed nothing.")
    return _("This can't be taken back: %(what)s.", what=", ".join(map(str, sent)))


def _sent(work: Work, run: Run) -> list[Text]:
    query = select(Delivery).where(Delivery.run_id == run.id, Delivery.state == DeliveryState.SENT)
    sent = work.session.scalars(query.order_by(Delivery.id))
    return [_("what was sent to %(recipient)s", recipient=each.recipient) for each in sent]


def events_of_run(work: Work, run: Run) -> Sequence[History]:
    """What a run has done, with what followed from it by itself, such as ticks; other rules' runs are their own."""
    mine = History.change_id == run.change_id, History.cause["run"].as_integer() == run.id
    return work.session.scalars(select(History).where(*mine).order_by(History.id)).all()


def _once(texts: Iterable[Text]) -> list[Text]:
    return list({str(text_of(each)): each for each in texts}.values())
