"""Help on what ticks and acts by itself: bindings and rules."""

from collections.abc import Mapping

from stepmark.platform.i18n import _
from stepmark.web.help.topic import Help

AUTOMATION: Mapping[str, Help] = {
    "bindings": Help(
        _("Process automations"),
        (
            _("An automation binds a field to a step: filling it ticks the step, and the step asks for it."),
            _("A field and a step each belong to one automation at most. Your plan says how many may be active."),
            _("When you switch one on, deals whose field is filled already can be ticked at once."),
            _("One whose field or step is gone says so and offers the mend."),
        ),
    ),
    "rule-parts": Help(
        _("Recipes and catalogue"),
        (
            _("A recipe is a rule that is ready but for what only you can choose, such as a stage or some days."),
            _("Taking one makes a rule of your own in the folder of its group: off at first, to be changed at will."),
            _("The catalogue shows all triggers and actions by their groups, and for which records they are."),
            _("Search both by words; from the field, Enter leads on to the first that is found."),
        ),
    ),
    "webhooks": Help(
        _("Webhooks"),
        (
            _("A webhook is the address of another system. A rule's action “Send a webhook” sends records there."),
            _("Each message is signed with the webhook's secret as Standard Webhooks are, and has an id of its own."),
            _("What is not taken is tried ten times more within nine hours, always under the same id."),
            _("Messages about one record arrive in their order. “Send a test” shows at once what is answered."),
            _("An address that fails for five days lets its rules rest; one that answers 410 is switched off."),
        ),
    ),
    "incoming_webhooks": Help(
        _("Webhooks in"),
        (
            _("A webhook in is a private address. What another system sends there by POST becomes a record."),
            _("Send something first, then choose which of its values fills which field. A link takes a record's id."),
            _("A call with the same “Idempotency-Key” or “webhook-id” is taken once only."),
            _("A rule with the trigger “comes in through a webhook” can read all that came: {{ payload.city }}."),
            _("Leads of people on the exceptions list are not made; the log says so."),
        ),
    ),
    "payments": Help(
        _("Payments"),
        (
            _("A payment link opens a page where a client sees what to pay and how; rules and people make them."),
            _("With an account entered, the page shows a transfer, with a QR code for euros and złoty."),
            _("With Stripe's keys, the page leads to Stripe, and what is paid there is marked as paid by itself."),
            _("A transfer is marked as paid by whoever sees it on the account, at the link on the record's page."),
            _("A link is over as soon as the amount or the products change. Make a new one then."),
        ),
    ),
    "lead_forms": Help(
        _("Lead forms"),
        (
            _("A lead form is a page to be linked to, or shown inside your website. Each sending makes a lead."),
            _("Choose what it asks for, and whose the leads are: one person's, or in turn those of a group."),
            _("What programs fill in by themselves is kept as spam and makes no lead. No cookies are set."),
            _("Whoever is on the exceptions list sees the same thanks, but no lead is made; the page says so."),
            _("Each consent is kept word for word with its version."),
        ),
    ),
    "mailboxes": Help(
        _("Mailboxes"),
        (
            _("A mailbox is an address with the server that takes its mail. Its password is stored encrypted."),
            _("Rules send from the standard mailbox, from one that they name, or from the responsible person's own."),
            _("“Send a test mail” shows at once whether the server takes it, and if not, why."),
            _("With an IMAP server it is read too: new mail becomes messages, and nothing there is changed."),
            _("Each mail that was taken stands as a message on the timelines of the record and its client."),
        ),
    ),
    "sms": Help(
        _("SMS"),
        (
            _("An account with SMSAPI, Twilio or any other provider that takes an SMS by one HTTP request."),
            _("Rules send by the standard account, or by one that they name, from one of the account's senders."),
            _("Without accents and in Latin letters 160 letters make one SMS, otherwise 70. Each part is paid for."),
            _("“Send a test SMS to me” goes to the phone of your profile and shows at once what is answered."),
            _("Each SMS that was taken stands as a message on the timelines of the record and its client."),
        ),
    ),
    "telegram": Help(
        _("Telegram"),
        (
            _("A bot of yours tells members at Telegram what stands under their bells, if their profiles say so."),
            _("Make one by talking to @BotFather there, and enter its token here."),
            _("In the profile “Connect Telegram” shows a link to the bot, which is good for 15 minutes."),
            _("Whoever blocks the bot is told in Stepmark alone from then on."),
        ),
    ),
    "deliveries": Help(
        _("Sent and to be sent"),
        (
            _("Here stands all that rules send to the outside: to whom, what, and each try with its answer."),
            _("What waits says when it is tried next. What has ended can be sent again, under its same id."),
            _("A rule that failed because of it goes on as soon as it has gone out."),
        ),
    ),
    "constants": Help(
        _("Constants"),
        (
            _("A constant is a value with a name, such as a tax rate, a limit or the number of your account."),
            _("Conditions compare with it, actions set fields to it, and texts show it by the star menu."),
            _("Changed here, it is changed everywhere at once; what has happened already stays as it was."),
            _("Before one is deleted you see which rules and saved views name it."),
        ),
    ),
    "rules": Help(
        _("Automation rules"),
        (
            _("A rule says what happens by itself: when something happens, and if conditions hold, then do this."),
            _("Instant rules act with the change that wakes them; periodic ones look at all records once a day."),
            _("“Check objects” shows which records meet the conditions now, before anything is saved or switched on."),
            _("Archived records are left out of both, unless a condition asks for the field “Archived”."),
            _("A rule acts with its owner's rights. Each save keeps a version that can be restored."),
        ),
    ),
    "rule": Help(
        _("A rule"),
        (
            _("Above stands the whole rule in words, below it the way from its trigger to its actions."),
            _("“Test run” shows what it would do for a record; everything is taken back at once."),
            _("A periodic rule lists its days. “Run for a day” says first how many records that day is about."),
            _("Its runs tell what it did and why; there is also a list of what it did not run for."),
            _("Each save is a version. Deleting asks first; what the rule did stays."),
        ),
    ),
    "rule-editor": Help(
        _("The editor of a rule"),
        (
            _("Say when the rule wakes, what must hold then, and what it does, in this order."),
            _("“Check objects” lists the records that meet the conditions now; nothing is saved by that."),
            _("Texts may hold fields, which the star beside them offers; each action may have a condition of its own."),
            _("Nothing counts before OK, and a new rule is off unless you say otherwise."),
        ),
    ),
    "stage-rules": Help(
        _("Automation by stage"),
        (
            _("Each stage shows what brings a deal there, and what happens when one enters it."),
            _("The rules of a stage run in the order in which they stand; the arrows change it."),
            _("Deals that are in a stage already wake nothing."),
        ),
    ),
    "runs": Help(
        _("Runs of rules"),
        (
            _("A run is one time that a rule acted on one record."),
            _("Its trace shows each condition with what it saw, and each action with what it changed."),
            _("A failed run can be tried again from the action that failed; any run can be undone, after a question."),
            _("What woke a rule in vain stands on the page “Why it did not run”."),
        ),
    ),
}
