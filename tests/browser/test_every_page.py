"""Every page, narrow and dark in Polish or wide and light in Russian: no axe violation, nothing beyond either edge."""

import re

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import update

from stepmark.automation.deliveries import try_mailbox
from stepmark.automation.document_templates import create_document_template, document_about
from stepmark.automation.hand_sms import try_sms_account
from stepmark.catalogue.kinds import COMPANY, DEAL, KINDS, PRODUCT, TASK
from stepmark.commands.accruals import ACCRUAL
from stepmark.commands.constants import create_constant
from stepmark.commands.documents import add_version, restore_version
from stepmark.commands.exceptions import add_exception
from stepmark.commands.exchange_rates import set_rate
from stepmark.commands.files import Upload
from stepmark.commands.invitations import invite_member
from stepmark.commands.invoices import issue_invoice
from stepmark.commands.lines import set_lines
from stepmark.commands.members import update_profile
from stepmark.commands.messages import MESSAGE
from stepmark.commands.notices import tell
from stepmark.commands.paper_settings import update_paper_settings
from stepmark.commands.price_lists import create_price_list, set_price
from stepmark.commands.projects import start_project
from stepmark.commands.records import create_record, delete_record
from stepmark.commands.requisites import set_requisites
from stepmark.commands.tasks import add_task_to_step
from stepmark.commands.ticks import tick_step
from stepmark.commands.work import Work
from stepmark.domain.bulk import BulkRun
from stepmark.domain.notes import Note
from stepmark.domain.people import Group, Member
from stepmark.domain.projects import ProjectTemplate
from stepmark.domain.returned_mails import ReturnedMail
from stepmark.domain.views import SavedView
from stepmark.platform.clock import now
from stepmark.platform.db import Database
from stepmark.platform.i18n import _
from stepmark.web.caller import COOKIE
from stepmark.web.reports.pictures import REPORTS
from tests.cast import Cast
from tests.support.accessibility import assert_accessible
from tests.support.chromium import complaints_of
from tests.support.deliveries import failed_delivery, webhook
from tests.support.imports import bring_in
from tests.support.incoming import form_address, lead_form, received_call
from tests.support.mails import mail_template, mailbox
from tests.support.papers import INVOICE, ORDER, QUOTE, paper
from tests.support.payments import payee, payment_link
from tests.support.routes import endpoints
from tests.support.rules import periodic_rule, rule_that_ran
from tests.support.server import served_app
from tests.support.signing import asked_to_sign
from tests.support.sms import sms_account
from tests.support.web import built_app, session_cookie

LONG = "Wschodnioeuropejskie Przedsiębiorstwo Wielobranżowe Handlowo-Usługowo-Produkcyjne im. Świętego Krzysztofa " * 2
# Answers that are no page: streams, files, fragments that another page asks for, and what this cast has not got.
NO_PAGE = re.compile(
    r"^/api/|/stream|/files/|/around|/checklist$|/columns/|/notices/bell|/hooks/|/bindings/steps|/lookup/|/mentions$|/search/options|/imports/.*/(state|report)$|/health|/purge|/versions/\{number:id\}$|/pdf$|/file$|/csv$|/join/|/totals|/export|/new-password/|^/$"
)
LOOKS = [("pl", 360, "dark"), ("ru", 1360, "light")]
WIDTHS, HEIGHT = [width for _language, width, _scheme in LOOKS], 800


@pytest.mark.first
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_every_page_can_be_read_by_everybody(
    database: Database, cast: Cast, browser: Browser, language: str, width: int, scheme: str, *, long_form: bool
) -> None:
    """Each page is opened in one of the looks, in the long form in each, and is made narrow and wide there."""
    ids, turn = _furnish(cast), LOOKS.index((language, width, scheme))
    _speak(cast, language)
    faults: list[str] = []
    with served_app(database) as site:
        page = _window(browser, site, cast, width, scheme)
        complaints = complaints_of(page)
        for path in _paths(ids) if long_form else _paths(ids)[turn :: len(LOOKS)]:
            page.goto(site + path)
            for each in sorted(WIDTHS, key=lambda each: each == width):
                page.set_viewport_size({"width": each, "height": HEIGHT})
                faults += _beyond_the_edge(page, path, each)
            faults += _inaccessible(page)
        faults += complaints
        page.context.close()
    assert not faults, "\n".join(faults)


def _inaccessible(page: Page) -> list[str]:
    try:
        assert_accessible(page)
    except AssertionError as error:
        return [str(error)]
    return []


def _beyond_the_edge(page: Page, path: str, width: int) -> list[str]:
    reach = page.evaluate("document.documentElement.scrollWidth")
    return [f"{path} reaches to {reach} of {width} px"] if reach > width else []


def _paths(ids: dict[str, object]) -> list[str]:
    pages = [each.path for each in endpoints(built_app()) if each.method == "GET" and not NO_PAGE.search(each.path)]
    paths = [re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: str(ids[name[1]]), path) for path in pages]
    others = [each.plural for each in KINDS.values() if each is not DEAL]
    records = [f"/{plural}/{ids[plural]}{end}" for plural in others for end in ("", "/edit")]
    records.append(f"/rules/{ids['periodic_id']}")
    return paths + records + [f"/reports/{report}" for report in REPORTS if report != ids["report"]]


def _furnish(cast: Cast) -> dict[str, object]:
    cast.field("budget", label="Budget")
    cast.field("colour", type="choice", options=["Red", "Green"])
    company = cast.company(LONG, phones=["+48 600 100 200"], emails=["office@example.com"])
    contact = cast.contact(LONG, company_id=company)
    deal = cast.deal(title=LONG, company_id=company, contact_id=contact, amount="1234567.89", custom__budget=7)
    task = cast.run(add_task_to_step, deal, cast.steps[1], {"title": "W" * 300, "due_at": "2020-01-01T10:00"})
    cast.run(tick_step, deal, cast.steps[0])
    gone = cast.run(create_record, TASK, {"title": "Thrown away"})
    cast.run(delete_record, TASK, gone)
    cast.run(_say, deal)
    rule, run = rule_that_ran(cast, deal, LONG[:200])
    cast.run(set_rate, "USD", "0.123456789012345")
    lead = cast.lead(title=LONG, person_name=LONG, company_name=LONG, phones=["+48 600 100 200"])
    template = cast.put(ProjectTemplate(name=LONG[:200], tasks=[{"title": LONG, "type": "call"}]))
    cast.run(invite_member, "dora@example.com", "viewer")
    product = cast.run(
        create_record, PRODUCT, {"name": LONG[:300], "code": "W" * 50, "price": "1234.5", "tax_rate": 23}
    )
    price_list = cast.run(create_price_list, "W" * 100)
    cast.run(set_price, product, price_list, "99999.99 PLN")
    cast.run(
        set_lines,
        DEAL,
        deal,
        [{"product_id": product, "quantity": "12.125", "discount": 5}, {"name": LONG[:300], "price": 1}],
    )
    seller = {"seller.address": LONG, "seller.bank_account": "PL 61 1090 1014 0000 0712 1981 2874"}
    cast.run(update_paper_settings, seller)
    priced = [{"product_id": product, "quantity": "12.125", "discount": 5}, {"name": LONG[:300], "price": "1234567"}]
    issued = paper(
        cast,
        INVOICE,
        name=LONG,
        company_id=company,
        deal_id=deal,
        lines=priced,
        due_on="2020-01-01",
        issued_on="2020-01-01",
    )
    cast.run(issue_invoice, issued)
    cast.run(set_requisites, COMPANY, company, {"company": {"legal_name": LONG, "address.delivery": LONG}})
    cast.run(add_exception, "wschodnioeuropejskie.przedsiebiorstwo@example.com", LONG)
    cast.put(ReturnedMail(folded="office@example.com", reason=LONG))
    return {
        "deal_id": deal,
        "sales": "deals",
        "leads": lead,
        "lead_id": lead,
        "record_id": deal,
        "deals": deal,
        "companies": company,
        "clients": "companies",
        "papers": "invoices",
        **dict.fromkeys(("paper_id", "invoice_id", "invoices"), issued),
        **{
            kind.plural: paper(cast, kind, name=LONG[:300], deal_id=deal, company_id=company) for kind in (QUOTE, ORDER)
        },
        "client_id": company,
        "template": "person",
        "contacts": contact,
        "contact_id": contact,
        "tasks": task,
        "task_id": task,
        "step_id": cast.steps[0],
        "stage_id": cast.stages[0],
        "process_id": cast.process_id,
        "binding_id": cast.bind("custom.budget", cast.steps[2]),
        "field_id": cast.field("size"),
        "constant_id": cast.run(create_constant, "W" * 100, "text", LONG),
        "delivery_id": failed_delivery(cast, LONG[:300]),
        **received_call(cast, LONG[:200]),
        "lead_form_id": (form := lead_form(cast, LONG[:200])),
        "token": form_address(cast, form).rpartition("/")[2],
        "webhook_id": webhook(cast, LONG[:200], f"https://example.com/{'x' * 1_900}"),
        "member_id": cast.boris.member_id,
        "group_id": cast.put(Group(name=LONG[:200])),
        "products": product,
        "product_id": product,
        "price_list_id": price_list,
        "view_id": cast.put(
            SavedView(kind="deal", name=LONG[:200], author_id=cast.anna.member_id, shared=True, filter={"all": []})
        ),
        "run_id": cast.put(
            BulkRun(
                kind="deal",
                action="delete",
                ids=[deal],
                total=1,
                done=1,
                member_id=cast.anna.member_id,
                finished_at=now(),
            )
        ),
        "note_id": _note(cast, deal),
        "rule_id": rule,
        "template_id": template,
        "projects": cast.run(start_project, template, {"deal_id": deal}),
        **_document(cast, deal),
        **_mail(cast),
        **_sms(cast),
        **_payment_link(cast, deal),
        "messages": cast.run(create_record, MESSAGE, {"subject": LONG, "body": "W" * 300, "deal_id": deal}),
        "accruals": cast.run(create_record, ACCRUAL, _accrual(cast, deal)),
        "periodic_id": periodic_rule(cast, LONG[:200]),
        "rule_run_id": run,
        "import_id": bring_in(cast, "deal", f"title,amount\n{LONG},lots\n,5\n"),
        "plural": "deals",
        "kind_name": "deal",
        "key": "source",
        "topic": "deal",
        "report": "funnel",
        "recipe": "offer_follow_up",
        "currency": "USD",
    }


def _accrual(cast: Cast, deal: int) -> dict[str, object]:
    return {"reason": LONG, "amount": "99999999.99", "responsible_id": cast.boris.member_id, "deal_id": deal}


def _document(cast: Cast, deal: int) -> dict[str, object]:
    body = f"{LONG}\n\n{{{{ deal.title }}}}\n{'W' * 300}"
    template = cast.run(create_document_template, {"name": LONG[:200], "kind": "deal", "body": body})
    document = cast.run(document_about, DEAL, deal, template, {"title": LONG})
    cast.run(add_version, document, [Upload("W" * 280 + ".pdf", "0" * 64, 10**9)])
    cast.run(restore_version, document, 1)
    link = asked_to_sign(cast, document, LONG[:300])
    ids = {"documents": document, "document_id": document, "document_template_id": template, "number": 1}
    return ids | {"sign_token": link.token, "signing_link_id": link.id}


def _mail(cast: Cast) -> dict[str, object]:
    box = mailbox(cast, name=LONG[:200], sender_name=LONG[:200], host="w" * 200 + ".example.com")
    texts = {"name": LONG[:200], "subject": LONG[:300], "body": LONG, "html": f"<p>{LONG}</p>"}
    trial = cast.run(try_mailbox, box)
    return {"mailbox_id": box, "mail_template_id": mail_template(cast, **texts), "trial_id": trial}


def _sms(cast: Cast) -> dict[str, object]:
    account = sms_account(cast, name=LONG[:200])
    cast.run(update_profile, {"phone": "+48600100200"})
    return {"sms_account_id": account, "sms_trial_id": cast.run(try_sms_account, account)}


def _payment_link(cast: Cast, deal: int) -> dict[str, object]:
    payee(cast, payee_name=LONG[:200], payee_address=LONG, bic="COBADEFFXXX")
    link = payment_link(cast, DEAL, deal)
    return {"payables": "deals", "payment_link_id": link.id, "pay_token": link.token}


def _say(work: Work, deal: int) -> None:
    tell(
        work,
        work.actor.member_id,
        _("All tasks of “%(step)s” are done. It waits for a note. Deal: %(deal)s", step="Call", deal=LONG),
        DEAL.name,
        deal,
    )


def _note(cast: Cast, deal: int) -> int:
    return cast.put(Note(kind="deal", record_id=deal, text=LONG, author_id=cast.anna.member_id))


def _speak(cast: Cast, language: str) -> None:
    with cast.database.writing(None) as session:
        session.execute(update(Member).values(locale=language))
        session.commit()


def _window(browser: Browser, site: str, cast: Cast, width: int, scheme: str) -> Page:
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)  # type: ignore[arg-type]  # one of the schemes that it knows
    context.add_cookies([{"name": COOKIE, "value": session_cookie(cast, cast.anna), "url": site}])
    return context.new_page()
