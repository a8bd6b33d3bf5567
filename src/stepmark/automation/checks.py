"""What a rule refers to must be there: stages, steps, members, groups and fields, each named where it is missing."""

from sqlalchemy.orm import Session

from stepmark.automation.drafts import Checked, RuleDraft
from stepmark.domain.rules import Rule


def check_references(session: Session, draft: RuleDraft, found: Checked, rule: Rule | None) -> None:
    """Add a fault for each thing that the draft names and that is not there."""
