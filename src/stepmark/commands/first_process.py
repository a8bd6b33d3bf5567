"""The process that a new workspace starts from, in its language; people rename it as they please."""

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


NAME = _("Sales")
STAGES: tuple[tuple[Text, tuple[FirstStep, ...]], ...] = (
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


def add_first_process(session: Session, workspace: Workspace) -> None:
    """Add the process with its stages and steps."""
    with speaking(workspace.locale):
        process = Process(workspace_id=workspace.id, name=str(NAME))
        session.add(process)
        session.flush()
        for position, (name, steps) in enumerate(STAGES):
            stage = Stage(workspace_id=workspace.id, process_id=process.id, name=str(name), position=position)
            session.add(stage)
            session.flush()
            session.add_all(_step(workspace, stage, step, at) for at, step in enumerate(steps))
    session.flush()


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
