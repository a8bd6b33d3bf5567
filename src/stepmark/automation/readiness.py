"""Whether a rule is ready to be switched on, beyond being whole: what has to be set up first, and what is odd."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from stepmark.automation.actions import action_named
from stepmark.automation.actions.base import Action, Obstacle
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text


def obstacles(session: Session, stored: Iterable[Mapping[str, Any]]) -> Iterator[Obstacle]:
    """What has to be set up before a rule with these actions can be switched on; broken ones are left out."""
    for action, settings in _whole(stored):
        obstacle = action.obstacle(settings, session)
        if obstacle is not None:
            yield obstacle


def doubts(stored: Iterable[Mapping[str, Any]]) -> Iterator[Text]:
    """What is odd about these actions in their order; broken ones are left out."""
    before: list[str] = []
    for action, settings in _whole(stored):
        doubt = action.doubt(settings, before)
        if doubt is not None:
            yield doubt
        before.append(action.key)


def _whole(stored: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Action[Any], Any]]:
    for each in stored:
        try:
            action = action_named(each["do"])
            settings = action.Settings.model_validate(each.get("settings") or {})
        except (Problem, ValidationError):
            continue
        yield action, settings
