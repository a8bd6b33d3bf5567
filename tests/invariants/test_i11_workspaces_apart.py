"""I11: no row of one workspace is ever read or written from another, whichever verb gets whichever id.

Verbs are found by their folder, and their arguments by name: a new one is tried as soon as it is written.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import stepmark.commands
from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, KINDS, TASK
from stepmark.commands.deals import update_deal
from stepmark.commands.records import create_record, update_record
from stepmark.commands.tasks import add_task_to_step
from stepmark.domain.notes import File, Note
from stepmark.domain.people import Group
from stepmark.domain.rights import Actor
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.support.rows import rows_of

Verb = Callable[..., Any]

# What is given an id by a verb that has checked it, or is about the actor alone.
LEFT_OUT = {
    "member_to_change",
    "new_member",
    "live_stage",
    "first_stage",
    "keep_answer",
    "change_password",
    "file_changed",
}


def test_no_verb_touches_another_workspace(cast: Cast) -> None:
    ours = furnish(cast)
    before = rows_of(cast, cast.anna), rows_of(cast, cast.clara)
    tried = {name: outcome(cast, verb, {**arguments, **ours}, cast.clara) for name, verb, arguments in verbs()}
    assert errors_in(tried) == {}
    assert len(tried) > 30
    assert (rows_of(cast, cast.anna), rows_of(cast, cast.clara)) == before


def test_no_verb_stumbles_over_an_id_that_does_not_exist(cast: Cast) -> None:
    furnish(cast)
    before = rows_of(cast, cast.anna)
    for row_id in (0, -1, 2**31, 2**63, 10**30):
        ids = dict.fromkeys(IDS, row_id)
        tried = {name: outcome(cast, verb, {**arguments, **ids}, cast.anna) for name, verb, arguments in verbs()}
        assert errors_in(tried) == {}, row_id
    assert rows_of(cast, cast.anna) == before


def test_no_record_is_linked_to_another_workspace(cast: Cast) -> None:
    ours = furnish(cast)
    theirs = {
        "company_id": ours["company_id"],
        "contact_id": ours["contact_id"],
        "responsible_id": ours["member_id"],
        "deal_id": ours["deal_id"],
        "parent_id": ours["company_id"],
        "stage_id": ours["stage_id"],
        "process_id": ours["process_id"],
        "contact_ids": [ours["contact_id"]],
        "co_executor_ids": [ours["member_id"]],
    }
    kinds = {
        DEAL: [
            "company_id",
            "contact_id",
            "responsible_id",
            "stage_id",
            "process_id",
            "contact_ids",
            "co_executor_ids",
        ],
        COMPANY: ["parent_id", "responsible_id"],
        CONTACT: ["company_id", "responsible_id"],
        TASK: ["company_id", "contact_id", "deal_id", "responsible_id"],
    }
    for kind, keys in kinds.items():
        title = {kind.title_key: "Stolen"}
        for key in keys:
            link = {"raw": {**title, key: theirs[key]}, "kind": kind}
            assert outcome(cast, create_record, link, cast.clara) == "refused", (kind.name, key)
        if kind is not DEAL:  # Clara has no process yet for a deal to stand in
            own = cast.run(create_record, kind, title, by=cast.clara)
            for key in keys:
                link = {"raw": {key: theirs[key]}, "kind": kind, "record_id": own}
                assert outcome(cast, update_record, link, cast.clara) == "refused", (kind.name, key)


IDS = (
    "deal_id", "stage_id", "step_id", "process_id", "task_id", "record_id", "company_id", "contact_id", "member_id",
    "binding_id", "field_id", "file_id", "note_id", "group_id", "move_to_id", "heir_id", "below_id", "notice_id",
    "price_list_id", "product_id", "price_id", "sign_in_id", "token_id", "invitation_id", "run_id", "import_id",
    "accrual_id", "document_id",
)  # fmt: skip
SAMPLES = {
    "raw": {"title": "Stolen"},
    "name": "Stolen",
    "text": "Stolen",
    "label": "Stolen",
    "status": "won",
    "active": True,
    "password_hash": "x",
    "note": "Stolen",
    "role": "viewer",
}


def verbs() -> Iterator[tuple[str, Verb, dict[str, Any]]]:
    """Every verb that takes an id and nothing else that only code could give it, once for each kind of record."""
    for module in pkgutil.iter_modules(stepmark.commands.__path__):
        members = vars(importlib.import_module(f"stepmark.commands.{module.name}")).items()
        for name, verb in members:
            if inspect.isfunction(verb) and verb.__module__.endswith(f".{module.name}") and _is_verb(name, verb):
                asked = _asked(verb)
                for kind in KINDS.values() if "kind" in asked else [DEAL]:
                    sample = {**SAMPLES, "kind": kind, "raw": {kind.title_key: "Stolen"}}
                    given = {key: value for key, value in sample.items() if key in asked}
                    yield f"{module.name}.{name}({kind.name if 'kind' in asked else ''})", verb, given


def _is_verb(name: str, verb: Verb) -> bool:
    parameters = inspect.signature(verb).parameters.values()
    required = {each.name for each in parameters if each.default is each.empty}
    takes_work = "work" in required
    return (
        takes_work
        and not name.startswith("_")
        and name not in LEFT_OUT
        and bool(required & set(IDS))
        and required <= {"work", "kind", *IDS, *SAMPLES}
    )


def _asked(verb: Verb) -> set[str]:
    return set(inspect.signature(verb).parameters)


def outcome(cast: Cast, verb: Verb, arguments: dict[str, Any], by: Actor) -> str:
    """How a verb ended: refused in words, done, or in an error."""
    known = {key: value for key, value in arguments.items() if key in _asked(verb)}
    try:
        cast.run(verb, by=by, **known)
    except Problem:
        return "refused"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def errors_in(tried: dict[str, str]) -> dict[str, str]:
    """Those that ended neither in words nor quietly."""
    return {name: how for name, how in tried.items() if how not in ("refused", "done")}


def furnish(cast: Cast) -> dict[str, int]:
    """Something of everything in Anna's workspace, by the names of the arguments that ask for it."""
    company, contact = cast.company(), cast.contact()
    field = cast.field("budget")
    deal = cast.deal(company_id=company, contact_id=contact, source="Fair", custom__budget=5)
    task = cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Ask"})
    cast.run(update_deal, deal, {"contact_ids": [contact], "co_executor_ids": [cast.boris.member_id]})
    return dict.fromkeys(IDS, 1) | {
        "deal_id": deal,
        "record_id": deal,
        "company_id": company,
        "contact_id": contact,
        "task_id": task,
        "stage_id": cast.stages[1],
        "move_to_id": cast.stages[0],
        "step_id": cast.steps[1],
        "process_id": cast.process_id,
        "member_id": int(cast.boris.member_id or 0),
        "field_id": field,
        "binding_id": cast.bind("source", cast.steps[0]),
        "file_id": cast.put(File(name="a.pdf", size=1, content_type="text/plain", sha256="0" * 64)),
        "note_id": cast.put(Note(kind="deal", record_id=deal, text="Ours")),
        "group_id": cast.put(Group(name="East")),
    }
