"""Texts with placeholders come out as people would have typed them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepmark.automation.placeholders.check import check_template
from stepmark.automation.placeholders.rendering import Rendered, render
from stepmark.automation.placeholders.scope import Scope, scope_of, scopes_of
from stepmark.catalogue.kinds import DEAL, KINDS, TASK
from stepmark.catalogue.types.base import ValueFault
from stepmark.commands.fields import delete_field
from stepmark.commands.members import update_member
from stepmark.commands.records import create_record, delete_record
from stepmark.commands.workspaces import update_workspace
from stepmark.domain.deals import Deal
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Visibility
from stepmark.platform import clock
from stepmark.platform.money import Money
from stepmark.queries.list_fields import readable_fields
from tests.cast import Cast
from tests.support.databases import Databases
from tests.support.statements import statements_of


@pytest.fixture
def backend() -> str:
    """The queries behind are tried on both elsewhere; here is no SQL of one's own but a plain join."""
    return "sqlite"


@pytest.fixture
def russian(cast: Cast) -> Cast:
    """A workspace in Moscow that writes Russian and reckons in złoty."""
    cast.run(update_workspace, {"locale": "ru", "time_zone": "Europe/Moscow", "currency": "PLN"})
    return cast


@pytest.fixture(scope="module")
def rich(databases: Databases) -> Iterator[Cast]:
    """A workspace in Warsaw whose deal 1 has everything, and deal 2 nothing; for tests that only look."""
    with databases.fresh_cast("sqlite") as cast:
        cast.run(update_workspace, {"time_zone": "Europe/Warsaw", "currency": "PLN"})
        cast.field("size", "number")
        cast.field("limit", "number")
        cast.field("rush", "yes_no")
        cast.field("colours", "multi_choice", options=["red", "blue"])
        clock.set_clock("2026-10-25T01:30:00")
        cast.deal(
            title="Big one",
            amount={"amount": "1000", "currency": "PLN"},
            expected_close="2026-11-22",
            contact_id=cast.contact(company_id=cast.company(phones=["+48 600 100 200", "+48 600 100 201"])),
            custom__size="1234567.5",
            custom__limit=7,
            custom__rush=True,
            custom__colours=["red", "blue"],
        )
        cast.deal(title="Empty one", responsible_id=None)
        yield cast


def test_the_worked_example_of_an_order(russian: Cast) -> None:
    russian.field("order_date", "date")
    contact = russian.contact("Светлана Орлова")
    deal = russian.deal(contact_id=contact, custom__order_date="2015-07-05")
    text = "{{ deal.contact }}, ваш заказ от {{ deal.custom.order_date }} готов!"
    assert rendered(russian, deal, text) == ("Светлана, ваш заказ от 05.07.2015 готов!", ())


def test_the_worked_example_of_a_report(russian: Cast) -> None:
    russian.run(update_member, russian.boris.member_id, {"name": "Михаил Лем"})
    company = russian.company("Элит-Пласт")
    deal = russian.deal(title="Установка окон", company_id=company, responsible_id=russian.boris.member_id)
    text = "{{ record.responsible }}, подготовьте отчет по сделке «{{ deal.title }}», объект «{{ deal.company }}»."
    whole = "Михаил, подготовьте отчет по сделке «Установка окон», объект «Элит-Пласт»."
    assert rendered(russian, deal, text) == (whole, ())


@pytest.mark.parametrize(
    ("locale", "text", "shown"),
    [
        ("pl", "{{ deal.amount }}", "1 000,00 PLN"),
        ("ru", "{{ deal.amount }}", "1 000,00 PLN"),
        ("en", "{{ deal.amount }}", "1,000.00 PLN"),
        ("pl", "{{ deal.amount | times: 0.23 | round }}", "230,00 PLN"),
        ("pl", "{{ deal.amount | divided_by: 3 }}", "333,33 PLN"),
        ("pl", "{{ deal.amount | divided_by: deal.amount }}", "1"),
        ("pl", "{{ deal.expected_close }}", "22.11.2026"),
        ("en", "{{ deal.expected_close }}", "22 Nov 2026"),
        ("ru", "{{ deal.expected_close | plus: 14 }}", "06.12.2026"),
        ("pl", "{{ deal.expected_close | date: '%d %B %Y' }}", "22 listopada 2026"),
        ("pl", "{{ deal.created_at }}", "25.10.2026 02:30"),
        ("pl", "{{ deal.created_at | date: '%H:%M' }}", "02:30"),
        ("en", "{{ now }} {{ today }}", "25 Oct 2026 02:30 25 Oct 2026"),
        ("en", "{{ deal.status }}", "Open"),
        ("pl", "{{ deal.custom.size }}", "1 234 567,5"),
        ("en", "{{ deal.custom.rush }}", "Yes"),
        ("en", "{{ deal.custom.colours }}, {{ deal.custom.colours | first }}", "red, blue, red"),
        ("en", "{{ deal.stage }}, {{ deal.stage.name }}", "Discovery, Discovery"),
        ("en", "{{ deal.contact }}, {{ deal.contact.name }}", "Olga, Olga Kowalska"),
        ("en", "{{ deal.contact.first_name }}", "Olga"),
        ("en", "{{ deal.contact.company.name | upcase }}", "ACME SP. Z O.O."),
        ("en", "{{ deal.contact.company.phones.first }}", "+48 600 100 200"),
        ("en", "{{ deal.responsible.name }} <{{ deal.responsible.email }}>", "Anna Maj <anna@example.com>"),
        ("en", "{{ user }}, {{ user.name }}, {{ user.email }}", "Boris, Boris Lem, boris@example.com"),
        ("en", "{{ values.total }} {{ values.names }} {{ values.day }}", "5.00 EUR a, b 1 Feb 2026"),
        ("en", "{{ workspace.name }} {{ deal }} {{ record }}", "Baltic Sales Big one Big one"),
        ("en", '{{ deal.custom["limit"] }}', "7"),
        ("en", "{% if deal.amount > 500 and deal.status == 'open' %}big{% else %}small{% endif %}", "big"),
        ("en", "{% if deal.expected_close > today %}late{% endif %}", "late"),
        ("en", "{% unless deal.source %}none{% endunless %}", "none"),
        ("en", "{% for each in deal.custom.colours %}{{ forloop.index }}{{ each }} {% endfor %}", "1red 2blue "),
        ("en", "{% assign net = deal.amount | minus: 1 %}{{ net }}", "999.00 PLN"),
        ("en", "{{ deal.source | default: 'unknown' }}", "unknown"),
        ("en", "{{- deal.title -}} .", "Big one."),
        ("en", "no braces, { one } and }}", "no braces, { one } and }}"),
    ],
)  # fmt: skip
def test_values_are_written_as_the_workspace_writes_them(rich: Cast, locale: str, text: str, shown: str) -> None:
    clock.set_clock("2026-10-25T01:30:00")
    rich.run(update_workspace, {"locale": locale})
    values = {"total": Money(Decimal("5.00"), "EUR"), "names": ["a", "b"], "day": date(2026, 2, 1)}
    with scope(rich, 1, user_id=rich.boris.member_id, values=values) as found:
        check_template(text, DEAL, found.batch.fields, values)
        assert render(text, found) == (shown, ())


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("[{{ deal.source }}]", "“Source” is empty."),
        ("[{{ deal.company.name }}]", "“Company › Name” is empty."),
        ("[{{ deal.contact.first_name }}]", "“Contact person › First name” is empty."),
        ("[{{ deal.amount | times: 2 }}]", "“Amount” is empty."),
        ("[{{ deal.responsible.email }}]", "“Responsible › E-mail” is empty."),
        ("[{{ user }}]", "“Who set the rule off” is empty."),
        ("[{{ deal.custom.gone }}]", "There is no field “deal.custom.gone” here."),
        ("[{{ values.gone }}]", "There is no field “values.gone” here."),
        ("[{{ '' }}]", "“{{ '' }}” prints nothing."),
    ],
)
def test_what_is_empty_prints_nothing_and_says_so(rich: Cast, text: str, warning: str) -> None:
    assert rendered(rich, 2, text + text) == ("[][]", (warning,))


def test_a_field_that_was_deleted_since_prints_nothing(cast: Cast) -> None:
    field, company = cast.field("tier", "text"), cast.company()
    deal = cast.deal(custom__tier="A", company_id=company)
    text = "{{ deal.custom.tier }}{{ deal.company }}{% if deal.company %}!{% endif %}"
    assert rendered(cast, deal, text).text == "AACME Sp. z o.o.!"
    cast.run(delete_field, field)
    cast.run(delete_record, KINDS["company"], company)
    assert rendered(cast, deal, text).text == ""


def test_a_task_and_a_contact_name_themselves(cast: Cast) -> None:
    contact, task = cast.contact("Olga Kowalska"), int(cast.run(create_record, TASK, {"title": "Call"}))
    with scope(cast, contact, kind="contact") as found:
        assert (
            render("{{ contact }} {{ record.name }} {{ contact.first_name }}", found).text == "Olga Olga Kowalska Olga"
        )
    with scope(cast, task, kind="task") as found:
        assert render("{{ task.title }}: {{ task.type }}", found).text == "Call: To-do"


def test_an_actor_who_sees_only_some_records_is_told_nothing_over_links(cast: Cast) -> None:
    deal = cast.deal(company_id=cast.company("Secret", responsible_id=cast.anna.member_id))
    cast.run(update_workspace, {"visibility": Visibility.OWN})
    narrow = Actor(**{**vars(cast.boris), "visibility": Visibility.OWN})
    with scope(cast, deal, actor=narrow) as found:
        assert render("[{{ deal.company }}{{ deal.company.name }}]", found).text == "[]"


def test_control_characters_never_come_out(cast: Cast) -> None:
    deal = cast.deal(title="a\x07b\x1b[31m")
    assert rendered(cast, deal, "x\r\n{{ deal.title }}\x08\x85\u2028\ty").text == "x\nab[31m\ty"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ deal.title | plus: 1 }}", "no number"),
        ("{{ deal.title | date: '%d' }}", "needs a date"),
        ("{{ 1 | divided_by: 0 }}", "divides by zero"),
        ("{{ values.ours | plus: values.theirs }}", "EUR, PLN at once"),
        ("{{ today | plus: 9999999 }}", "out of the calendar"),
        ("{% if deal.title > 5 %}x{% endif %}", "can't be understood"),
        ("{% for a in (1..1000) %}{% endfor %}", "go round more than 200 times"),
        ("{% assign a = 'x' %}" + "{% assign a = a | append: a | append: a %}" * 30, "grows beyond"),
        ("{% assign a = 'xxxxxxxx' %}" + "{% assign a = a | replace: 'x', a %}" * 9, "grows beyond"),
        ("".join(f"{{% assign a{n} = 1 %}}" for n in range(21)), "at most 20 names"),
        ("{% assign a = 9 %}" + "{% assign a = a | times: a %}" * 30, "no number"),
        ("{{ values.long }}" * 11, "grows beyond"),
        ("{% for a in (1..150) %}{{ values.long }}{% endfor %}", "grows beyond"),
    ],
)
def test_what_goes_wrong_while_rendering_is_refused_in_words(rich: Cast, text: str, fault: str) -> None:
    values = {"ours": Money(Decimal(1), "EUR"), "theirs": Money(Decimal(1), "PLN"), "long": "ż" * 10_000}
    with scope(rich, 1, values=values) as found:
        check_template(text, DEAL, found.batch.fields, values)
        with pytest.raises(ValueFault, match=fault):
            render(text, found)


def test_a_chunk_of_records_costs_as_many_statements_as_one(cast: Cast) -> None:
    cast.field("tier", "text")
    company = cast.company()
    deals = [cast.deal(title=f"Deal {n}", company_id=company, custom__tier="A") for n in range(4)]
    text = "{{ deal.title }} {{ deal.custom.tier }} {{ deal.company.name }} {{ deal.responsible.email }} {{ user }}"
    counts = []
    for ids in (deals[:1], deals):
        with cast.database.reading(cast.anna.workspace_id) as session:
            records = [session.get_one(Deal, deal) for deal in ids]
            fields = readable_fields(session)
            with statements_of(cast.database) as statements:
                scopes = scopes_of(session, cast.anna, DEAL, records, user_id=cast.boris.member_id, fields=fields)
                texts = [render(text, scopes[deal]).text for deal in ids]
        assert texts == [f"Deal {n} A ACME Sp. z o.o. anna@example.com Boris" for n in range(len(ids))]
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 5


pieces = st.sampled_from(
    ["{{", "}}", "{%", "%}", "{{ deal.title }}", "{{ deal.amount | times: 2 }}", "{% if deal.source %}", "{% endif %}",
     "{% else %}", "{% for a in (1..9) %}", "{% endfor %}", "{% assign a = ", "a", "|", " | ", "append: a", ":", ",",
     "'", '"', "[", "]", "(1..", ")", ".", "..", "deal", "deal.phones", "today", " plus: 1", "replace: 'a', a", "\n",
     "{% raw %}", "{% endraw %}", "{% comment %}", "{% include 'x' %}", "__class__", "__liquid__", "forloop", "size",
     "==", " contains ", " and ", "empty", "nil", "true", "1", "99999999999999999999", "0.1", "\x00", "\ud800", "ż",
     "-", "\\"]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(text=st.one_of(st.text(max_size=60), st.lists(pieces, max_size=25).map("".join)))
def test_any_text_is_rendered_or_refused_in_words(open_scope: Scope, text: str) -> None:
    checked = _answer(lambda: check_template(text, DEAL, open_scope.batch.fields))
    shown = _answer(lambda: render(text, open_scope).text)
    assert isinstance(shown, str)
    assert checked is None or isinstance(checked, str)


@pytest.fixture
def open_scope(rich: Cast) -> Iterator[Scope]:
    with scope(rich, 1) as found:
        yield found


@contextmanager
def scope(
    cast: Cast, record_id: int, kind: str = "deal", actor: Actor | None = None, **options: Any
) -> Iterator[Scope]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        record = session.get_one(KINDS[kind].model, record_id)
        yield scope_of(session, actor or cast.anna, KINDS[kind], record, **options)


def rendered(cast: Cast, deal: int, text: str) -> Rendered:
    with scope(cast, deal) as found:
        done = render(text, found)
        return Rendered(done.text, tuple(map(str, done.warnings)))


def _answer(ask: Callable[[], Any]) -> Any:
    """What comes of it, or the words of the one fault that may."""
    try:
        return ask()
    except ValueFault as fault:
        return str(fault.text)
