"""A text is refused when it is saved, with the line and in words, if its placeholders mean nothing."""

import time

import pytest

from stepmark.automation.placeholders.check import check_template, paths_read, template_paths
from stepmark.automation.placeholders.names import find_placeholder
from stepmark.catalogue.kinds import DEAL, kind_of
from stepmark.catalogue.types.base import ValueFault
from tests.conditions.asking import custom, fields

FIELDS = fields(custom("number"), custom("text", kind="company"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a\nb {{ deal.gone }}", "Line 2: There is no field “deal.gone” here."),
        ("{{ gone }}", "Line 1: There is no field “gone” here."),
        ("{{ deal.company_id }}", "Line 1: There is no field “deal.company_id” here."),
        ("{{ deal.custom }}", "Line 1: There is no field “deal.custom” here."),
        ("{{ deal.custom.text }}", "Line 1: There is no field “deal.custom.text” here."),
        ("{{ deal.title.size }}", "Line 1: There is no field “deal.title.size” here."),
        ("{{ deal.responsible.password_hash }}", "Line 1: There is no field “deal.responsible.password_hash” here."),
        ("{{ deal.__class__ }}", "Line 1: There is no field “deal.__class__” here."),
        ("{{ company.name }}", "Line 1: There is no field “company.name” here."),
        ("{{ values.total }}", "Line 1: There is no field “values.total” here."),
        ("{{ workspace.plan }}", "Line 1: There is no field “workspace.plan” here."),
        ("{{ workspace }}", "Line 1: There is no field “workspace” here."),
        ("{{ deal.company.parent.parent.name }}", "“deal.company.parent.parent.name” leads over more than two links."),
        ("{% if deal.gone %}{% endif %}", "Line 1: There is no field “deal.gone” here."),
        ("{{ deal.title | append: deal.gone }}", "Line 1: There is no field “deal.gone” here."),
        ("x\n\n{{ deal.title", "Line 3: “{{” is never closed by “}}”."),
        ("{% if deal.title }}", "Line 1: “{%” is never closed by “%}”."),
        ("{{ }}", "Line 1: “{{ }}” names no field."),
        ("{% if deal.title %}\nyes", "Line 1: “{% if deal.title %}” needs a “{% endif %}”."),
        ("yes\n{% endif %}", "Line 2: “{% endif %}” closes nothing."),
        ("{% if deal.title %}{% endfor %}", "Line 1: “{% endfor %}” closes nothing."),
        ("{% include 'x' %}", "Line 1: there is no tag “include”."),
        ("{% %}", "Line 1: “{% %}” names no field."),
        ("{% ! %}", "Line 1: there is no tag “!”."),
        ("{{ deal.title | shout }}", "Line 1: there is no filter “shout”. These may be used: default, append"),
        ("{{ deal.title | append }}", "Line 1: “append” takes another number of values."),
        ("{{ deal.title | upcase: 1 }}", "Line 1: “upcase” takes another number of values."),
        ("{{ deal.title | append: text: 'x' }}", "Line 1: “append” takes another number of values."),
        ("a\n{{ deal title }}", "Line 2: “{{ deal title }}” can't be understood."),
        ("{{ deal.title | }}", "Line 1: “{{ deal.title | }}” can't be understood."),
        ("{{ deal[deal.title] }}", "Line 1: “{{ deal[deal.title] }}” can't be understood."),
        ("{% assign a = deal.company %}{{ a.name }}", "Line 1: “{{ a.name }}” can't be understood."),
        ("{% else %}", "can't be understood."),
        ("{{ deal.title }}" * 501, "At most 500 placeholders are allowed in one text."),
        ("{{ 'x" + "x" * 500 + "' }}", "Line 1: a placeholder is longer than 500 characters."),
        ("{% if deal.title %}" * 11 + "{% endif %}" * 11, "Line 1: the tags stand too deep in each other."),
        ("x" * 20_001, "This text has 20001 characters; 20000 are allowed."),
        ("a\x00b", "This text holds characters that can't be kept"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(ValueFault) as refused:
        check_template(text, DEAL, FIELDS, extra=("sum",))
    assert fault in str(refused.value.text)


def test_what_means_something_is_taken() -> None:
    text = (
        "{{ record.title }} {{ deal.company.custom.text }} {{ deal.contact.first_name }} {{ deal.responsible.email }} "
        "{{ values.sum }} {{ user.first_name }} {{ today | plus: 7 }} {{ now }} {{ workspace.name }}"
    )
    check_template(text, DEAL, FIELDS, extra={"sum": "Sum"})


def test_the_fields_that_a_text_reads_are_told() -> None:
    text = (
        "{{ deal.title }}{{ record.company.name }}{{ user }}{{ deal.responsible.email }}{% if deal.custom.number > 1 %}"
        "{% endif %}"
    )
    assert template_paths(text) == {"title", "company.name", "custom.number", "responsible.email"}
    assert [path.key for path in paths_read(text + "{{ deal.gone }}", DEAL, FIELDS)] == [
        "title", "company.name", "responsible_id", "custom.number",
    ]  # fmt: skip
    assert paths_read("{{ broken", DEAL, FIELDS) == []


@pytest.mark.parametrize(
    ("kind", "names", "label"),
    [
        ("deal", "deal.company.name", "Company › Name"),
        ("deal", "deal.contact", "Contact person"),
        ("deal", "deal.contact.first_name", "Contact person › First name"),
        ("deal", "deal.responsible.email", "Responsible › E-mail"),
        ("deal", "deal.company.phones.first", "Company › Phones › The first"),
        ("deal", "deal.stage.name", "Stage › Name"),
        ("contact", "contact.first_name", "First name"),
        ("deal", "deal", "Title"),
        ("deal", "user.email", "Who set the rule off › E-mail"),
        ("deal", "workspace.name", "Name of the workspace"),
        ("deal", "values.sum", "The sum"),
    ],
)
def test_a_placeholder_has_a_label(kind: str, names: str, label: str) -> None:
    found = find_placeholder(tuple(names.split(".")), kind_of(kind), FIELDS, {"sum": "The sum"})
    assert found.label == label


@pytest.mark.parametrize(
    "text",
    ["{{" * 9_999, "{%" * 9_999, "{% raw %}" * 2_000, ("{{" + " " * 490 + "a }}") * 40, "{{ " + "(1.." * 110 + " }}",
     "{{ " + "[a" * 200 + " }}", "{" * 20_000, "{% if " + "a and " * 80 + "a %}{% endif %}"],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_hostile_texts_are_answered_at_once(text: str) -> None:
    start = time.process_time()
    with pytest.raises(ValueFault):
        check_template(text, DEAL, FIELDS)
    assert time.process_time() - start < 1
