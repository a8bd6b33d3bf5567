"""What each page is for, in a few sentences: the help behind its question mark. Keyed by the page's place."""

from collections.abc import Mapping
from typing import NamedTuple

from stepmark.platform.i18n import Text, _


class Help(NamedTuple):
    """A page's help: what it is called there, and three to five sentences."""

    title: Text
    sentences: tuple[Text, ...]


_ARCHIVE = _("What is in the archive is left out; the filter “Archived” above the list shows it, to be restored.")
_UNDO = _("What you just did is undone with Z, or by the button that appears after it.")
HELP: Mapping[str, Help] = {
    "start": Help(
        _("Stepmark"),
        (
            _("Stepmark leads each deal through the steps of your sales process and shows what comes next."),
            _("The menu holds your deals, the companies and people behind them, and what is to be done."),
            _("The field at the top searches everything at once; the bell tells what has happened to your work."),
            _UNDO,
        ),
    ),
    "today": Help(
        _("Today"),
        (
            _("This page gathers what waits for you: your open tasks by day, and the next step of each of your deals."),
            _("Finish a task by its box, or give it another day where it stands."),
            _("Below stand the steps that wait for something, and for what, and what others did to your deals."),
        ),
    ),
    "deals": Help(
        _("Deals"),
        (
            _("Each column is a stage of the process, each card a deal in it, with the sum of each column above."),
            _("Drag a card to another stage, or use its menu. If required steps are open, you are asked for them."),
            _("A card says when nothing has happened for long, or when a task or the expected close is overdue."),
            _("The list shows the same deals as rows, to filter, to change many at once, and to export."),
            _ARCHIVE,
        ),
    ),
    "deal": Help(
        _("A deal"),
        (
            _("The checklist in the middle holds the steps of the process; the stage where the deal stands is open."),
            _("Tick a step when it is done. A bound step asks for its field, and filling the field ticks the step."),
            _("Up to three tasks hang on a step. When all of them are done, the step is ticked."),
            _("“Why is it so?” in a step's menu tells who ticked it, when and why, or what it waits for."),
            _UNDO,
        ),
    ),
    "leads": Help(
        _("Leads"),
        (
            _("A lead is an enquiry of which you don't know yet whether there is something to sell."),
            _("Its steps are ticked as those of a deal, and it ends as won, by converting it, or as lost."),
            _("Who asks is kept as text; once converted, the company and the contact are found or made of it."),
            _ARCHIVE,
        ),
    ),
    "lead": Help(
        _("A lead"),
        (
            _("Tick its steps, hang tasks on them and keep its fields, as with a deal."),
            _("“Convert” makes a deal of it, with its client, products and people, and marks the lead as won."),
            _("The company of the same name and the contact with the same e-mail or phone are proposed first."),
            _UNDO,
        ),
    ),
    "companies": Help(
        _("Companies"),
        (
            _("Companies are the organisations you sell to; their people, deals and tasks gather on their page."),
            _("Click a column's head to sort, and filter by any field above the list."),
            _("Pick rows to change, archive or delete many at once, and export exactly what is shown."),
            _ARCHIVE,
        ),
    ),
    "contacts": Help(
        _("Contacts"),
        (
            _("Contacts are the people you talk to, at a company or on their own."),
            _("Several phones and addresses have room on one contact; the first of each is shown in the list."),
            _("Pick rows to change, archive or delete many at once, and export exactly what is shown."),
            _ARCHIVE,
        ),
    ),
    "tasks": Help(
        _("Tasks"),
        (
            _("Tasks are what is to be done, with an owner and a due time; yours stand here by day."),
            _("A task on a step of a deal ticks that step when it is the last one to be finished."),
            _("Tick the box to finish a task, and again to open it; nothing is lost either way."),
        ),
    ),
    "products": Help(
        _("Products"),
        (
            _("Products are what you sell, each with its price, unit and tax rate; deals take them from here."),
            _("What is not on sale any more stays on the deals that have it, and is not offered for others."),
            _("Pick rows to change or delete many at once, and export exactly what is shown."),
        ),
    ),
    "quotes": Help(
        _("Quotes"),
        (
            _("A quote offers products to a client until a certain day; it has its number from the beginning."),
            _("Its status says whether it was sent, accepted or refused. A rule can make an order of an accepted one."),
            _("“Print” shows it as the client gets it, with your details from the settings."),
            _ARCHIVE,
        ),
    ),
    "orders": Help(
        _("Orders"),
        (
            _("An order is what a client has ordered; it has its number from the beginning."),
            _("Its status says how far it has come; whether it is paid stands beside it."),
            _("A deal shows how many of its orders are paid, and rules can wait for that."),
            _ARCHIVE,
        ),
    ),
    "invoices": Help(
        _("Invoices"),
        (
            _("An invoice is a draft until you issue it; only then it gets its number, the next one of the year."),
            _("Client, products, amount and days of an issued invoice stay as they are. To change one, cancel it."),
            _("Mark it as paid when the money has come; whoever is responsible for the deal is told at once."),
            _("Invoices whose payment is late are marked, and the filter “Overdue” shows them all."),
            _ARCHIVE,
        ),
    ),
    "calendar": Help(
        _("Calendar"),
        (
            _("Tasks with a time stand on their days, by month or by week, in your own time zone."),
            _("Drag a task to another day, or change its time by its form."),
            _("On your profile you find an address by which your own calendar program shows them too."),
        ),
    ),
    "reports": Help(
        _("Reports"),
        (
            _("Reports draw how deals go through your process: where they stay, where they end, and which steps help."),
            _("Choose the process, the period and the people above; each picture has a table of its figures below."),
            _("They count the deals that you may see."),
        ),
    ),
    "imports": Help(
        _("Imports"),
        (
            _("Bring companies, contacts, deals and tasks in from a CSV or Excel file, several kinds from one row."),
            _("You see the first rows with their faults before anything is written, and say what becomes of doubles."),
            _("A whole import can be withdrawn: what it added goes to the recycle bin, what it changed goes back."),
        ),
    ),
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
    "processes": Help(
        _("Processes"),
        (
            _("A process is a list of stages, and each stage holds the steps to tick before a deal goes on."),
            _("A required step holds its deal back; a step may ask for a note, or make a task when it is ticked."),
            _("Drag stages and steps into their order. Before you delete one, you see which deals it concerns."),
        ),
    ),
    "fields": Help(
        _("Fields"),
        (
            _("Add the fields that your business needs to deals, companies, contacts and tasks."),
            _("They appear at once in forms, lists, filters, imports and the API."),
            _("A deleted field can be restored with its values for as long as it lies in the bin."),
        ),
    ),
    "members": Help(
        _("People"),
        (
            _("Invite people by a link, and say by their role what they may do."),
            _("Managers see and change what their team does: those below them in the tree of superiors."),
            _("Who leaves hands their deals and tasks over; their name stays on what they did."),
        ),
    ),
    "settings": Help(
        _("Settings"),
        (
            _("The workspace's name, currency, time zone and language hold for whoever has not chosen otherwise."),
            _("Here you also say whether salespeople see all records, their team's, or their own."),
            _("Working days, hours and public holidays decide when work is due that is given in working time."),
            _("Conditions compare amounts in other currencies through the exchange rates that you keep here."),
            _("Below stands what your plan allows, and how much of it is used."),
        ),
    ),
    "field-access": Help(
        _("Who sees which field"),
        (
            _("For each field you choose whether a role sees and changes it, only sees it, or knows nothing of it."),
            _("What is hidden from a role is hidden everywhere: lists, filters, search, history, exports and the API."),
            _("A rule acts with the rights of its owner: over what is hidden from them its conditions no longer hold."),
            _("A step that is bound to a field is ticked by those who may fill it in; others are told whom to ask."),
            _("Names can't be hidden, nor what pages and rights rest on, such as who is responsible."),
        ),
    ),
    "duplicates": Help(
        _("Duplicates"),
        (
            _("Records that share a phone, an e-mail, a tax number or their name are listed as possible duplicates."),
            _("Compare them side by side, say which one stays, and of each field which value."),
            _("Deals, tasks, notes, files and the history of the others go over to the one that stays."),
            _("You may merge what you may change. Merging can be undone as a whole for a day."),
        ),
    ),
    "erasures": Help(
        _("Erasing personal data"),
        (
            _("When a person asks for it, an administrator erases what tells who they are, from their contact's page."),
            _("A nameless record stays, so that deals and reports keep their shape. Nobody can undo it."),
            _("Texts elsewhere lose full name, phones, e-mails and numbers; other spellings are yours to look for."),
            _("Backups made before still hold everything: after restoring one, erase again by this register."),
            _("The register tells who erased which number and when, and nothing about the person."),
        ),
    ),
    "exceptions": Help(
        _("Exceptions list"),
        (
            _("The list holds phones and e-mails of people who must not come back, such as senders of spam."),
            _("Numbers and addresses are compared however they are written, with or without spaces."),
            _("Whoever adds or brings in a contact or company with one of them is warned, and may go on."),
            _("The rule action “Add client to exceptions” fills the list by itself; administrators do so by hand."),
        ),
    ),
    "bin": Help(
        _("Recycle bin"),
        (
            _("What was deleted waits here before it goes for good."),
            _("Whoever might delete a record may restore it, with all that hung on it."),
            _("Administrators may delete for ever at once; that can't be undone."),
        ),
    ),
}


def topic_of(name: str) -> str:
    """The topic if there is help on it, else the general one."""
    return name if name in HELP else "start"
