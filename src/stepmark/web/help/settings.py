"""Help on what administrators set up and look after."""

from collections.abc import Mapping

from stepmark.platform.i18n import _
from stepmark.web.help.topic import Help

SETTINGS: Mapping[str, Help] = {
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
