"""The demo's sales process, fields and bindings, as they would be told to the verbs."""

from typing import Any

PRODUCTS = ["GTX Basic", "GTX Pro", "MG Special", "MG Advanced", "GTX Plus Pro", "GTX Plus Basic", "GTK 500"]
SECTORS = [
    "Technology", "Medical", "Retail", "Software", "Entertainment", "Marketing", "Telecommunications", "Finance",
    "Employment", "Services",
]  # fmt: skip

STAGES: list[dict[str, Any]] = [
    {
        "name": "Prospecting",
        "steps": [
            {
                "name": "Identify the company",
                "required": True,
                "guidance": "Who would buy, and for which site? Choose the company on the deal; this step ticks itself.",
            },
            {
                "name": "Find the decision maker",
                "guidance": "Ask who signs, who uses it and who could say no. Add each as a contact.",
            },
            {
                "name": "Qualify the need",
                "needs_note": True,
                "guidance": "Write down the problem in the customer's own words, and what it costs them today.",
            },
        ],
    },
    {
        "name": "Engaging",
        "steps": [
            {
                "name": "First meeting held",
                "required": True,
                "guidance": "Enter the engage date once you have talked. Leave with an agreed next step.",
            },
            {
                "name": "Product chosen",
                "required": True,
                "guidance": "Which of our products fits? Choose it on the deal.",
            },
            {
                "name": "Demonstration given",
                "guidance": "Show it on the customer's own data, to the people who will use it.",
            },
            {
                "name": "Send the quote",
                "task_template": {"title": "Call back about the quote", "type": "call", "due_in_days": 3},
                "guidance": "Ticking this makes a call for you in three days.",
            },
        ],
    },
    {
        "name": "Closing",
        "steps": [
            {
                "name": "Terms agreed",
                "required": True,
                "guidance": "Price, payment, delivery date and support, confirmed in writing.",
            },
            {"name": "Contract signed", "guidance": "Attach the signed copy to the deal."},
            {"name": "Handed over to delivery", "guidance": "Introduce the project manager before you win the deal."},
        ],
    },
]

FIELDS: dict[str, list[dict[str, Any]]] = {
    "deal": [
        {"label": "Product", "type": "choice", "options": PRODUCTS},
        {"label": "Engage date", "type": "date", "help": "When we first talked"},
        {"label": "Opportunity ID", "type": "text"},
    ],
    "company": [
        {"label": "Sector", "type": "choice", "options": SECTORS},
        {"label": "Year established", "type": "number"},
        {"label": "Revenue (M USD)", "type": "number"},
        {"label": "Employees", "type": "number"},
        {"label": "Office location", "type": "text"},
    ],
}

BINDINGS = {
    "company": "Identify the company",
    "custom.engage_date": "First meeting held",
    "custom.product": "Product chosen",
}
