"""Templates that projects are started from."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.projects import ProjectTemplate


def project_templates(session: Session) -> list[ProjectTemplate]:
    """All of them by name."""
    live = select(ProjectTemplate).where(ProjectTemplate.deleted_at.is_(None))
    return list(session.scalars(live.order_by(ProjectTemplate.name, ProjectTemplate.id)))


def project_template(session: Session, template_id: int) -> ProjectTemplate | None:
    """One that is not deleted."""
    live = select(ProjectTemplate).where(ProjectTemplate.deleted_at.is_(None), ProjectTemplate.id == template_id)
    return session.scalars(live).one_or_none()
