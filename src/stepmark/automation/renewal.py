"""Noticing that what rules are made of has changed, so that every process reads them anew."""

from sqlalchemy import update

from stepmark.automation.rules import suspend_rules_of
from stepmark.commands.work import Work
from stepmark.domain.workspace import Workspace
from stepmark.platform.ids import new_version

# What rules are compiled of: the rule, the fields and choices that it names, its owner's rights, zone and money.
_MADE_OF = frozenset(
    {
        "rule",
        "field",
        "process",
        "stage",
        "step",
        "member",
        "group",
        "project_template",
        "document_template",
        "webhook",
        "incoming_webhook",
        "lead_form",
        "mailbox",
        "mail_template",
        "sms_account",
        "workspace",
        "exchange_rate",
        "constant",
    }
)
_TOUCHED_DAILY = frozenset(
    {
        "step.ticked",
        "step.unticked",
        "rule.started",
        "mailbox.used",
        "mailbox.tried",
        "sms_account.used",
        "sms_account.tried",
    }
)


def rest_rules_of_leavers(work: Work) -> None:
    """After a change: put the rules of members who left in it to rest."""
    for event in list(work.events):
        if event.name == "member.deactivated":
            suspend_rules_of(work, event.record_id)


def renew_automation(work: Work) -> None:
    """After a change: give the workspace another automation version if the change was one of definitions.

    It follows the events, so that no verb can forget it.
    """
    if any(event.kind in _MADE_OF and event.name not in _TOUCHED_DAILY for event in work.events):
        here = Workspace.id == work.actor.workspace_id
        renewed = update(Workspace).where(here).values(automation_version=new_version())
        work.session.execute(renewed, execution_options={"synchronize_session": False})
