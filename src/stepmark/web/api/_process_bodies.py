"""What programs say about processes, stages and steps. The commands check what the values mean."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from stepmark.commands.process_values import GUIDANCE_LIMIT, LATEST_DUE, NAME_LIMIT, TASK_TITLE_LIMIT
from stepmark.web.api._bodies import RowId

Name = Annotated[str, Field(min_length=1, max_length=NAME_LIMIT)]
Position = Annotated[int | None, Field(ge=0, lt=10**6, description="The place among its siblings, from 0.")]


class Body(BaseModel):
    """Nothing but what is named here, and of the types named here."""

    model_config = ConfigDict(extra="forbid", strict=True)

    def raw(self) -> dict[str, Any]:
        """What was said; null says nothing, except of `task_template`, where it means none."""
        said: dict[str, Any] = _said(self.model_dump(exclude_unset=True))
        return said


class TemplateBody(Body):
    """The task that ticking a step makes."""

    title: str = Field(min_length=1, max_length=TASK_TITLE_LIMIT)
    type: Literal["to_do", "call", "meeting", "mail"] = "to_do"
    due_in_days: int | None = Field(None, ge=0, le=LATEST_DUE)


class _StepValues(Body):
    guidance: str | None = Field(None, max_length=GUIDANCE_LIMIT)
    required: bool | None = None
    needs_note: bool | None = None
    task_template: TemplateBody | None = None


class StepOfNew(_StepValues):
    """A step of a process that is made whole."""

    name: Name


class NewStep(StepOfNew):
    """A step to make."""

    position: Position = None


class StepChange(_StepValues):
    """What is to change; the rest stays."""

    name: Name | None = None
    stage_id: RowId | None = Field(None, description="Another stage of the same process, to move there.")
    position: Position = None


class ListedStep(_StepValues):
    """A step in its place: one that is there, by its id, or a new one with a name."""

    id: RowId | None = None
    name: Name | None = None


class StageOfNew(Body):
    """A stage of a process that is made whole."""

    name: Name
    steps: list[StepOfNew] | None = None


class NewStage(Body):
    """A stage to make."""

    name: Name
    position: Position = None


class StageChange(Body):
    """What is to change; the rest stays."""

    name: Name | None = None
    position: Position = None


class ListedStage(Body):
    """A stage in its place: one that is there, by its id, or a new one with a name."""

    id: RowId | None = None
    name: Name | None = None
    steps: list[ListedStep] | None = Field(None, description="All its steps in order; without it they stay.")


class NewProcess(Body):
    """A process to make, with its stages and steps in order."""

    name: Name
    kind: Literal["deal", "lead"] | None = Field(None, description="What goes through it; deals unless said otherwise.")
    stages: list[StageOfNew] | None = None
    position: Position = None


class ProcessChange(Body):
    """What is to change; the rest stays."""

    name: Name | None = None
    stages: list[ListedStage] | None = Field(None, description="All stages in order. Leaving one out is refused.")
    position: Position = None


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _said(each) for key, each in value.items() if each is not None or key == "task_template"}
    return [_said(each) for each in value] if isinstance(value, list) else value
