"""The demo's sales process, its fields and what binds them."""

from typing import Any

from sqlalchemy import select

from stepmark.commands.bindings import create_binding, set_active
from stepmark.commands.fields import create_field
from stepmark.commands.processes import create_process, delete_process
from stepmark.commands.work import Work
from stepmark.domain.processes import Process, Step

NAME = "B2B sale"
PRODUCTS = ("GTX Basic", "GTX Pro", "MG Special", "MG Advanced", "GTX Plus Pro", "GTX Plus Basic", "GTK 500")
SECTORS = (
    "Technology", "Medical", "Retail", "Software", "Entertainment", "Marketing", "Telecommunications", "Finance",
    "Employment", "Services",
)  # fmt: skip

PROSPECTING: tuple[dict[str, Any], ...] = (
    {
        "name": "Identify the company",
        "required": True,
        "guidance": "Who would buy, and for which site? Choose the company on the deal, and this step ticks itself.",
    },
    {
        "name": "Find the decision maker",
        "guidance": "Ask who signs, who will use it and who could say no. Add each of them as a contact.",
    },
    {
        "name": "Qualify the need",
        "needs_note": True,
        "guidance": "Write down the problem in the customer's own words, and what it costs them today.",
    },
)
ENGAGING: tuple[dict[str, Any], ...] = (
    {
        "name": "First meeting held",
        "required": True,
        "guidance": "Enter the engage date once you have talked. Leave the meeting with an agreed next step.",
    },
    {
        "name": "Product chosen",
        "required": True,
        "guidance": "Which of our products fits what you heard? Choose it on the deal.",
    },
    {
        "name": "Demonstration given",
        "guidance": "Show it on the customer's own data, to the people who will use it every day.",
    },
    {
        "name": "Send the quote",
        "task_template": {"title": "Call back about the quote", "type": "call", "due_in_days": 3},
        "guidance": "Ticking this makes a call for you in three days, so that no quote goes cold.",
    },
)
CLOSING: tuple[dict[str, Any], ...] = (
    {
        "name": "Terms agreed",
        "required": True,
        "guidance": "Price, payment, delivery date and support, all confirmed in writing.",
    },
    {"name": "Contract signed", "guidance": "Attach the signed copy to the deal."},
    {"name": "Handed over to delivery", "guidance": "Introduce the project manager before you win the deal."},
)
STAGES = (
    {"name": "Prospecting", "steps": list(PROSPECTING)},
    {"name": "Engaging", "steps": list(ENGAGING)},
    {"name": "Closing", "steps": list(CLOSING)},
)
FIELDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("deal", {"label": "Product", "type": "choice", "options": PRODUCTS}),
    ("deal", {"label": "Engage date", "type": "date", "help": "The day we first talked."}),
    ("deal", {"label": "Opportunity ID", "type": "text", "help": "The number in the system we came from."}),
    ("company", {"label": "Sector", "type": "choice", "options": SECTORS}),
    ("company", {"label": "Year established", "type": "number"}),
    ("company", {"label": "Revenue (M USD)", "type": "number"}),
    ("company", {"label": "Employees", "type": "number"}),
    ("company", {"label": "Office location", "type": "text"}),
)
BINDINGS = {
    "company": "Identify the company",
    "custom.engage_date": "First meeting held",
    "custom.product": "Product chosen",
}


def add_process(work: Work) -> None:
    """The process in place of the one that every workspace starts with, the fields, and three active bindings."""
    earlier = list(work.session.scalars(select(Process).where(Process.kind == "deal", Process.deleted_at.is_(None))))
    if any(process.name == NAME for process in earlier):
        return
    process_id = create_process(work, {"name": NAME, "stages": list(STAGES)})
    for process in earlier:
        delete_process(work, process.id)
    for kind, shape in FIELDS:
        create_field(work, kind, **shape)
    steps = {step.name: step.id for step in work.session.scalars(select(Step).where(Step.process_id == process_id))}
    for field, step in BINDINGS.items():
        set_active(work, create_binding(work, field=field, step_id=steps[step]), True)
