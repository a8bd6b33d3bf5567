"""Plans as data: what a workspace bought. A limit of None is no limit."""

import json
from pathlib import Path

from pydantic import BaseModel, TypeAdapter


class Plan(BaseModel, frozen=True):
    """The limits of one plan."""

    name: str
    active_bindings: int | None
    active_rules: int | None
    users: int | None
    periodic_rules: bool
    api: bool

    def limits(self) -> dict[str, int | bool | None]:
        """Every limit by its name."""
        return self.model_dump(exclude={"name"})


_DEFAULTS = (
    Plan(name="free", active_bindings=1, active_rules=3, users=3, periodic_rules=False, api=False),
    Plan(name="starter", active_bindings=5, active_rules=10, users=10, periodic_rules=False, api=True),
    Plan(name="professional", active_bindings=20, active_rules=100, users=50, periodic_rules=True, api=True),
    Plan(name="enterprise", active_bindings=None, active_rules=None, users=None, periodic_rules=True, api=True),
)
_plans: dict[str, Plan] = {plan.name: plan for plan in _DEFAULTS}


def plan(name: str) -> Plan:
    """A plan by its name; raises KeyError for an unknown one."""
    return _plans[name]


def plan_names() -> list[str]:
    """All plans, smallest first."""
    return list(_plans)


def load_plans(path: Path | None) -> None:
    """Replace the plans by those of a JSON file, a list of objects shaped as Plan; None brings the defaults back."""
    loaded = TypeAdapter(list[Plan]).validate_python(json.loads(path.read_text())) if path else _DEFAULTS
    _plans.clear()
    _plans.update({each.name: each for each in loaded})
