"""Help on the pages that one works on all day."""

from collections.abc import Mapping

from stepmark.platform.i18n import _
from stepmark.web.help.topic import Help

_ARCHIVE = _("What is in the archive is left out; the filter “Archived” above the list shows it, to be restored.")
_UNDO = _("What you just did is undone with Z, or by the button that appears after it.")
WORK: Mapping[str, Help] = {
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
    "documents": Help(
        _("Documents"),
        (
            _("A document is a contract or another paper for a client, from the draft to the signature."),
            _("Each upload is a new version; older ones stay, and can be the newest again."),
            _("“From a template” on a deal, company or contact writes its text with their fields, for print or PDF."),
            _("“Ask to sign online” makes a link to a page where somebody without an account reads and signs it."),
            _("What is signed keeps its content. Make it a draft again, or make a new document, to change it."),
        ),
    ),
    "messages": Help(
        _("Messages"),
        (
            _("Messages are mails and SMS that came from clients or went to them."),
            _("Without a deal, company or contact it belongs to whoever bears the address, if only one does."),
            _("It stands on the timelines of whom it belongs to, and counts as their last contact."),
            _("Rules can wait for one that comes in."),
        ),
    ),
    "accruals": Help(
        _("Accruals"),
        (
            _("An accrual is a bonus booked for an employee: by a rule, as a percentage of a won deal, or by hand."),
            _("One sees one's own; managers see and book those of their people, administrators all."),
            _("“Reverse” takes one back and keeps it in the books. Nothing is reversed of itself."),
            _("A deal that was opened again shows the bonuses that are still booked for it."),
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
}
