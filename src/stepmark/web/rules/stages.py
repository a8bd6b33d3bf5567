"""The rules that are drawn on the stages of a process."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from stepmark.automation.telling import Told, told_rules
from stepmark.domain.processes import Process, Stage
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Rule
from stepmark.queries.processes import shapes_of
from stepmark.queries.rules import rules_on_stages
from stepmark.web.rules.listing import book_of


@dataclass(frozen=True)
class OnStage:
    """A stage with the triggers that bring deals there, and the rules for those that are there, in their order."""

    stage: Stage
    deals: int
    triggers: list[tuple[Rule, Told]]
    rules: list[tuple[Rule, Told]]


def rules_by_stage(session: Session, actor: Actor, process: Process) -> list[OnStage]:
    """Every stage of a process, constant statements."""
    (shape,) = shapes_of(session, [process])
    found = rules_on_stages(session, [each.stage.id for each in shape.stages])
    told = list(zip(found, told_rules(book_of(session, actor), found), strict=True))
    return [
        OnStage(
            each.stage,
            each.deals,
            [pair for pair in told if pair[0].stage_id == each.stage.id and pair[0].pulls],
            [pair for pair in told if pair[0].stage_id == each.stage.id and not pair[0].pulls],
        )
        for each in shape.stages
    ]


def process_of_stage(session: Session, stage_id: int | None) -> int | None:
    """The process that a stage belongs to."""
    stage = session.get(Stage, stage_id) if stage_id is not None else None
    return stage.process_id if stage else None
