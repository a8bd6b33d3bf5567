"""The processes that a new workspace starts from, in its language; people rename them as they please."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.workspace import Workspace
from stepmark.platform.i18n import Text, _, speaking


@dataclass(frozen=True)
class FirstStep:
    """A step of the first process."""

    name: Text
    guidance: Text = ""
    required: bool = False


Stages = tuple[tuple[Text, tuple[FirstStep, ...]], ...]

_OF_DEALS: Stages = (
    (
        _("Qualification"),
        (
            FirstStep(_("First conversation held")),
            FirstStep(_("Need understood"), _("What do they want to change, and why now?")),
            FirstStep(_("Decision maker known"), _("Who says yes, and who can say no?")),
        ),
    ),
    (
        _("Proposal"),
        (
            FirstStep(_("Solution presented")),
            FirstStep(_("Budget confirmed")),
            FirstStep(_("Proposal sent"), required=True),
        ),
    ),
    (
        _("Negotiation"),
        (
            FirstStep(_("Questions answered")),
            FirstStep(_("Terms agreed")),
            FirstStep(_("Contract signed"), _("Both sides have a signed copy."), required=True),
        ),
    ),
)
_OF_LEADS: Stages = (
    (
        _("New"),
        (
            FirstStep(_("Enquiry answered"), _("Whoever answers first is often the one they buy from.")),
            FirstStep(_("Contact details complete")),
        ),
    ),
    (
        _("In contact"),
        (
            FirstStep(_("Need understood"), _("What do they want to change, and why now?")),
            FirstStep(_("Budget and time known")),
        ),
    ),
    (_("Qualified"), (FirstStep(_("Somebody is there to sell to"), _("If so, convert the lead into a deal.")),)),
)
FIRST = (("deal", _("Sales"), _OF_DEALS), ("lead", _("Enquiries"), _OF_LEADS))


def add_first_processes(session: Session, workspace: Workspace) -> None:
    """Add a process for deals and one for leads, with their stages and steps."""
    with speaking(workspace.locale):
        for kind, name, stages in FIRST:
            _add(session, workspace, kind, name, stages)
    session.flush()


def _add(session: Session, workspace: Workspace, kind: str, name: Text, stages: Stages) -> None:
    process = Process(workspace_id=workspace.id, kind=kind, name=str(name))
    session.add(process)
    session.flush()
    for position, (stage_name, steps) in enumerate(stages):
        stage = Stage(workspace_id=workspace.id, process_id=process.id, name=str(stage_name), position=position)
        session.add(stage)
        session.flush()
        session.add_all(_step(workspace, stage, step, at) for at, step in enumerate(steps))


def _step(workspace: Workspace, stage: Stage, step: FirstStep, position: int) -> Step:
    return Step(
        workspace_id=workspace.id,
        process_id=stage.process_id,
        stage_id=stage.id,
        name=str(step.name),
        guidance=str(step.guidance),
        position=position,
        required=step.required,
    )
