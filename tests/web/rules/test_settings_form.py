"""Forms made from the settings of triggers and actions."""

from typing import Any

import pytest
from starlette.datastructures import FormData

from stepmark.automation.actions import actions
from stepmark.automation.labels import CHOICES, has_label
from stepmark.automation.triggers import triggers
from stepmark.web.rules.settings_form import Setting, read_setting, settings_of

pytestmark = pytest.mark.sqlite_alone
ALL: list[Any] = [*triggers().values(), *actions().values()]
MODELS = {each.key: each.Settings for each in ALL}
WIDGETS = {
    "bool", "choice", "constant", "document_template", "duration", "field", "group", "incoming_webhook", "int",
    "lead_form", "line", "long_text", "made", "mail_template", "mailbox", "member", "paper", "path", "product",
    "products", "project_template", "responsible", "role", "rule", "sms_account", "sms_sender", "stage", "step",
    "target", "targets", "template", "text", "value", "values", "webhook",
}  # fmt: skip


@pytest.mark.parametrize("key", MODELS)
def test_a_form_can_ask_for_every_setting_in_words(key: str) -> None:
    unnamed = [name for name in MODELS[key].model_fields if not has_label(MODELS[key], name)]
    settings = settings_of(MODELS[key])
    assert (unnamed, {each.widget for each in settings} - WIDGETS) == ([], set())
    assert {option for each in settings for option, _label in each.options} <= CHOICES.keys()


@pytest.mark.parametrize(
    ("widget", "many", "sent", "read"),
    [
        ("line", False, [("p.x", " Call ")], "Call"),
        ("line", False, [("p.x", "  ")], None),
        ("bool", False, [], False),
        ("bool", False, [("p.x", "1")], True),
        ("stage", False, [("p.x", "7")], 7),
        ("stage", False, [("p.x", "seven")], "seven"),
        ("stage", False, [("p.x", "9" * 40)], "9" * 40),
        ("field", True, [("p.x", "amount"), ("p.x", ""), ("p.x", "source")], ["amount", "source"]),
        ("duration", False, [("p.x.amount", "2"), ("p.x.unit", "days")], {"amount": 2, "unit": "days"}),
        ("duration", False, [("p.x.amount", ""), ("p.x.unit", "days")], None),
        ("responsible", False, [("p.x.who", "current")], {"who": "current"}),
        ("responsible", False, [("p.x.who", "")], None),
        ("responsible", False, [("p.x.who", "member"), ("p.x.member_id", "3")], {"who": "member", "member_id": 3}),
        (
            "responsible",
            False,
            [("p.x.who", "list"), ("p.x.member_ids", "3"), ("p.x.member_ids", "1"), ("p.x.in_session", "1")],
            {"who": "list", "member_ids": [3, 1], "in_session": True},
        ),
        ("responsible", True, [("p.x.2.who", "user"), ("p.x.0.who", "current"), ("p.x.1.who", "")],
         [{"who": "current"}, {"who": "user"}]),
    ],
)  # fmt: skip
def test_what_was_answered_is_read_in_its_stored_shape(widget: str, many: bool, sent: Any, read: Any) -> None:
    setting = Setting("x", widget, "X", many, required=False, default=None)
    assert read_setting(FormData(sent), "p", setting) == read
