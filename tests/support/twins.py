"""The same things in two workspaces: named alike, and told apart by a word that stands in one of them only."""

from typing import Any

from sqlalchemy import select

from stepmark.automation.document_templates import create_document_template
from stepmark.automation.drafts import RuleDraft
from stepmark.automation.mail_templates import create_mail_template
from stepmark.automation.rules import create_rule
from stepmark.automation.runs import start_rule
from stepmark.catalogue.kinds import DEAL, KINDS, LEAD, Kind
from stepmark.commands.constants import create_constant
from stepmark.commands.exceptions import add_exception
from stepmark.commands.fields import create_field
from stepmark.commands.groups import create_group
from stepmark.commands.incoming_webhooks import create_incoming_webhook
from stepmark.commands.lead_forms import create_lead_form
from stepmark.commands.lines import set_lines
from stepmark.commands.mailboxes import create_mailbox
from stepmark.commands.notes import add_note
from stepmark.commands.price_lists import create_price_list
from stepmark.commands.processes import create_process
from stepmark.commands.project_templates import create_project_template
from stepmark.commands.records import create_record, delete_record, update_record
from stepmark.commands.requisites import set_requisites
from stepmark.commands.sms_accounts import create_sms_account
from stepmark.commands.ticks import tick_step
from stepmark.commands.views import ViewContent, create_view
from stepmark.commands.webhooks import create_webhook
from stepmark.conditions.tree import All
from stepmark.domain.attributes import FieldType
from stepmark.domain.processes import Step
from stepmark.domain.rights import Actor
from tests.cast import Cast

# What links records to others, wherever a kind has such a field.
LINKS = {"company_id": "company", "contact_id": "contact", "deal_id": "deal", "product_id": "product"}
TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT)
# Texts that are e-mail addresses.
ADDRESSES = {"message": {"sender": "olga@twins.example", "recipient": "jan@twins.example"}}


def furnish(cast: Cast, actor: Actor, mark: str) -> dict[str, int]:
    """Something of everything in the actor's workspace; returns a record of each kind, by the kind's name."""
    do = _Doing(cast, actor)
    for kind in (DEAL, LEAD):
        stages = [{"name": f"New {mark}", "steps": [{"name": f"Ask {mark}"}]}, {"name": "Later"}]
        do(create_process, {"kind": kind.name, "name": "Sales", "stages": stages, "position": 0})
    for kind in KINDS.values():
        do(create_field, kind.name, label="Secret", type="text")
    ids = {kind.name: _record(do, kind, mark) for kind in KINDS.values()}
    for kind in KINDS.values():
        links = {key: ids[name] for key, name in LINKS.items() if any(key == each.key for each in kind.system_fields)}
        do(update_record, kind, ids[kind.name], links)
        do(add_note, kind, ids[kind.name], f"Note {mark}")
        do(delete_record, kind, _record(do, kind, f"{mark} binned"))
    _settings(do, mark)
    _sales(do, ids, mark)
    return ids


class _Doing:
    def __init__(self, cast: Cast, actor: Actor) -> None:
        self.cast = cast
        self.actor = actor

    def __call__(self, verb: Any, *args: Any, **more: Any) -> Any:
        return self.cast.run(verb, *args, by=self.actor, **more)


def _record(do: _Doing, kind: Kind, mark: str) -> int:
    """All its texts hold the mark, but its name and what finds duplicates are the same in both workspaces."""
    written = [each for each in kind.system_fields if each.by_hand and each.type in TEXTS and not each.names]
    texts = {field.key: f"{field.key} {mark}" for field in written} | ADDRESSES.get(kind.name, {})
    samples = {FieldType.MONEY: "5", FieldType.NUMBER: "5", FieldType.USER: do.actor.member_id}
    needed = {
        field.key: samples[field.type]
        for field in kind.system_fields
        if field.required and field.by_hand and field.type in samples
    }
    ways = {"emails": ["olga@twins.example"], "phones": ["+48600100200"]} if kind.points else {}
    raw = {**texts, **needed, **ways, "custom.secret": f"secret {mark}", kind.title_key: "ACME"}
    return int(do(create_record, kind, {**raw, "responsible_id": do.actor.member_id}))


def _settings(do: _Doing, mark: str) -> None:
    do(create_constant, "Rate", "text", f"constant {mark}")
    do(add_exception, f"bad@{mark}.example", f"why {mark}")
    do(create_webhook, {"name": f"Hook {mark}", "url": f"https://{mark}.example/"})
    fields = [{"path": f"path {mark}", "field": "title"}]
    do(create_incoming_webhook, {"name": f"In {mark}", "kind": "lead", "fields": fields})
    do(create_lead_form, {"name": f"Form {mark}", "intro": mark, "fields": [{"field": "message"}], "consent": mark})
    server = {"host": f"{mark}.example", "port": "25", "security": "none"}
    do(create_mailbox, {"name": f"Box {mark}", "address": f"box@{mark}.example", **server})
    secret = {"provider": "smsapi", "secret": f"Key {mark}"}
    do(create_sms_account, {"name": f"SMS {mark}", **secret, "settings": {"url": f"https://{mark}.example/"}})
    texts = {"subject": f"Subject {mark}", "body": f"Text {mark}", "html": f"<p>{mark}</p>"}
    do(create_mail_template, {"name": f"Mail {mark}", "kind": "deal", **texts})
    do(create_group, f"Group {mark}", [do.actor.member_id])
    do(create_price_list, f"Prices {mark}")
    do(create_project_template, {"name": f"Project {mark}", "tasks": [{"title": f"Begin {mark}"}]})
    do(create_document_template, {"name": f"Paper {mark}", "kind": "deal", "body": f"<p>{mark}</p>"})
    do(create_view, DEAL, f"View {mark}", ViewContent(tree=All(all=())), shared=True)


def _sales(do: _Doing, ids: dict[str, int], mark: str) -> None:
    for kind in (kind for kind in KINDS.values() if kind.is_paper or kind is DEAL):
        do(set_lines, kind, ids[kind.name], [{"name": f"Line {mark}", "price": "7"}])
    do(set_requisites, KINDS["company"], ids["company"], {"company": {"director": f"Director {mark}"}})
    with do.cast.database.reading(do.actor.workspace_id) as session:
        step = session.scalars(select(Step.id).where(Step.name == f"Ask {mark}").order_by(Step.id)).first()
    do(tick_step, ids["deal"], step)
    draft = {"name": f"Rule {mark}", "kind": "deal", "trigger": {"on": "by_hand", "roles": ["administrator"]}}
    told = {"do": "message_people", "settings": {"to": [{"who": "current"}], "text": f"Look {mark}"}}
    rule = do(create_rule, RuleDraft.model_validate({**draft, "actions": [told]}), enabled=True)
    do(start_rule, rule, ids["deal"])
