"""The words of the demo: whom its sellers talk to, what they noted, and what they have to do around today."""

from typing import NamedTuple

CONTACTS = (
    ("Olivia Bennett", "Head of Procurement"),
    ("Tomasz Zieliński", "Operations Director"),
    ("Ирина Соколова", "Chief Financial Officer"),
    ("Marcus Oyelaran", "IT Manager"),
    ("Hannah Lindqvist", "Plant Manager"),
    ("Rafael Moreno", "Chief Executive"),
    ("Agnieszka Wójcik", "Purchasing Specialist"),
    ("Daniel Okafor", "Head of Logistics"),
    ("Sophie Laurent", "Medical Director"),
    ("Дмитрий Орлов", "Technical Director"),
    ("Grace Whitfield", "Office Manager"),
    ("Kenji Watanabe", "Engineering Lead"),
)
SOURCES = ("Website", "Referral", "Cold call", "Trade fair", "Advertising")


class Scene(NamedTuple):
    """What goes on in one deal. Tasks are (title, type, days from today); one under a step hangs on `task_step`.

    `ticks` are steps ticked by hand, with the note where one is needed; `closing` moves the deal on.
    """

    stage: str
    note: str
    tasks: tuple[tuple[str, str, int], ...]
    ticks: tuple[tuple[str, str], ...] = ()
    task_step: str = ""
    closing: bool = False
    closes_in: int = 30


SCENES = (
    Scene(
        "Engaging",
        "Good meeting on site. They compare us with one other supplier; price is not the first question, delivery is.",
        (("Call about the delivery dates", "call", 0),),
        (("Find the decision maker", ""), ("Demonstration given", "")),
        closes_in=21,
    ),
    Scene(
        "Engaging",
        "The finance team asked for the total cost over three years. I promised a table.",
        (("Prepare the three-year cost table", "to_do", 1), ("Send it to the finance team", "mail", 2)),
        (("Find the decision maker", ""),),
        task_step="Demonstration given",
        closes_in=35,
    ),
    Scene(
        "Engaging",
        "Demo went well. Two open points: the user manual in Polish, and training for the second shift.",
        (("Find out about training dates", "to_do", -1),),
        (
            ("Find the decision maker", ""),
            ("Qualify the need", "Downtime of the old unit costs them two days a month, about 9,000 USD."),
            ("Demonstration given", ""),
            ("Send the quote", ""),
        ),
        closing=True,
        closes_in=9,
    ),
    Scene(
        "Engaging",
        "They signed the letter of intent; their lawyers read the contract until Friday.",
        (("Meet their lawyers about clause 7", "meeting", 2), ("Check the warranty annex", "to_do", -2)),
        (("Demonstration given", ""), ("Send the quote", ""), ("Terms agreed", "")),
        task_step="Contract signed",
        closing=True,
        closes_in=5,
    ),
    Scene(
        "Engaging",
        "No answer for two weeks. The assistant says the budget round is on; try again after it.",
        (("Call again after the budget round", "call", 6),),
        (("Find the decision maker", ""),),
        closes_in=60,
    ),
    Scene(
        "Prospecting",
        "Met at the trade fair. They run eleven sites and want to start with one.",
        (("Write to arrange a first meeting", "mail", 0),),
        (("Find the decision maker", ""),),
        closes_in=75,
    ),
    Scene(
        "Prospecting",
        "Referred by an existing customer. Growing quickly, no fixed supplier so far.",
        (("First call", "call", -3), ("Look up their annual report", "to_do", 3)),
        task_step="Find the decision maker",
        closes_in=90,
    ),
    Scene(
        "Prospecting",
        "Filled in the form on our website and asked for a price list.",
        (("Call back about the price list", "call", 1),),
        (("Qualify the need", "Wants to replace three units before the summer; has a budget of 20,000 USD."),),
        closes_in=45,
    ),
)
