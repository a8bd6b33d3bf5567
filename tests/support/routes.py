"""Every route of the application with the role it asks for."""

from typing import Any, NamedTuple

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from stepmark.domain.people import Role


class Endpoint(NamedTuple):
    """One method of one address. `role` is None for a public one."""

    method: str
    path: str
    role: Role | None
    declared: bool


def endpoints(app: FastAPI) -> list[Endpoint]:
    """All of them, in order of their addresses."""
    found = []
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            declared, role = _access(route.dependant)
            found += [Endpoint(method, route.path, role, declared) for method in sorted(route.methods or ())]
    return sorted(found, key=lambda each: (each.path, each.method))


def _access(dependant: Any) -> tuple[bool, Role | None]:
    for each in dependant.dependencies:
        if hasattr(each.call, "stepmark_access"):
            return True, each.call.stepmark_access
        declared, role = _access(each)
        if declared:
            return declared, role
    return False, None
