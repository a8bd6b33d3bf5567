"""Processes, stages and steps as programs read them."""

from pydantic import BaseModel, Field

from stepmark.domain.processes import Step, TaskTemplate
from stepmark.queries.processes import ProcessShape, StageShape
from stepmark.queries.record_shapes import moment


class StepOut(BaseModel):
    """A step. `task_template` is the task that its tick makes, or null."""

    id: int
    name: str
    required: bool
    needs_note: bool
    task_template: TaskTemplate | None
    guidance: str
    stage_id: int
    process_id: int
    version: int


class StageOut(BaseModel):
    """A stage with its steps in order."""

    id: int
    name: str
    process_id: int
    steps: list[StepOut]
    version: int


class ProcessOut(BaseModel):
    """A process with its stages in order."""

    id: int
    name: str
    kind: str = Field(description="What goes through it: deal or lead.")
    position: int
    stages: list[StageOut]
    version: int
    created_at: str
    updated_at: str


class StepUse(BaseModel):
    """What depends on a step."""

    binding_id: int | None
    ticked: int = Field(description="Open deals that have it ticked.")
    tasks: int = Field(description="Open tasks under it.")
    held: int = Field(description="Open deals in its stage or before that have it open: what it holds if required.")


class StageUse(BaseModel):
    """What depends on a stage."""

    deals: int = Field(description="Deals in it, won and lost ones too.")
    steps: int
    binding_ids: list[int]


def process_out(shape: ProcessShape) -> ProcessOut:
    """A process with all that is in it."""
    process = shape.process
    return ProcessOut(
        id=process.id,
        name=process.name,
        kind=process.kind,
        position=process.position,
        stages=[stage_out(stage) for stage in shape.stages],
        version=process.version,
        created_at=str(moment(process.created_at)),
        updated_at=str(moment(process.updated_at)),
    )


def stage_out(shape: StageShape) -> StageOut:
    """A stage with its steps."""
    stage = shape.stage
    return StageOut(
        id=stage.id,
        name=stage.name,
        process_id=stage.process_id,
        steps=[step_out(each.step) for each in shape.steps],
        version=stage.version,
    )


def step_out(step: Step) -> StepOut:
    """A step."""
    template = None if step.task_template is None else TaskTemplate.model_validate(step.task_template)
    return StepOut(
        id=step.id,
        name=step.name,
        required=step.required,
        needs_note=step.needs_note,
        task_template=template,
        guidance=step.guidance,
        stage_id=step.stage_id,
        process_id=step.process_id,
        version=step.version,
    )
