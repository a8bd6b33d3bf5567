"""Run another rule for the record, or for those that it is linked with."""

from typing import Any

from stepmark.automation.actions.base import Action, Failed, Outcome, Skipped
from stepmark.automation.calls import call_rule
from stepmark.automation.context import ActionContext
from stepmark.automation.fan_out import each_target
from stepmark.automation.parameters import RuleId, Settings, Targets
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import Kind
from stepmark.domain.record import Record
from stepmark.domain.rules import Rule
from stepmark.platform.i18n import Text, _


class RunRuleSettings(Settings):
    """Which rule, and for which records."""

    rule_id: RuleId
    target: Targets = ""


class RunRule(Action[RunRuleSettings]):
    """The other rule's own conditions still apply. It starts when this rule's actions are through."""

    key = "run_rule"
    label = _("Run another rule")
    group = "flow"
    icon = "wand"
    help = _("Its own conditions still apply. It starts when the actions of this rule are through.")
    Settings = RunRuleSettings

    def sentence(self, settings: RunRuleSettings, words: Any) -> Text:
        rule = words.rule(settings.rule_id)
        if not settings.target:
            return _("run the rule “%(rule)s”", rule=rule)
        return _("run the rule “%(rule)s” for %(target)s", rule=rule, target=words.target(settings.target))

    def run(self, settings: RunRuleSettings, context: ActionContext) -> Outcome:
        rule = context.work.session.get(Rule, settings.rule_id)
        if rule is None or not rule.is_active:
            return Skipped(_("The rule to be run is switched off or gone."))
        if rule.kind != context.way(settings.target).end.name:
            return Failed(_("The rule “%(rule)s” is about another kind of record.", rule=rule.name))

        def call(kind: Kind, record: Record) -> None:
            call_rule(context.work, rule.id, rule.name, kind, record)

        return each_target(context, settings.target, call)

    def check(self, settings: RunRuleSettings, check: SettingsCheck) -> None:
        check.way("target", settings.target)
