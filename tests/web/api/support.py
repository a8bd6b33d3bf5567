"""What tests of the API need of the workspace, put there directly."""

from stepmark.domain.processes import Step
from stepmark.domain.workspace import Visibility, Workspace
from tests.cast import Cast


def require_step(cast: Cast, step_id: int) -> None:
    """Make a step required."""
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.get_one(Step, step_id).required = True
        session.commit()


def narrow_to_own(cast: Cast) -> None:
    """Let salespeople see their own records only."""
    set_workspace(cast, visibility=Visibility.OWN)


def set_workspace(cast: Cast, **values: str) -> None:
    """Change the workspace's settings."""
    with cast.database.writing(None) as session:
        workspace = session.get_one(Workspace, cast.anna.workspace_id)
        for name, value in values.items():
            setattr(workspace, name, value)
        session.commit()
