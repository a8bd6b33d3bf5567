"""What forms call the settings of triggers and actions: by the setting's name, which means the same wherever it stands.

A setting that is to be called otherwise in one place stands here with its model's name before it.
"""

from collections.abc import Mapping

from stepmark.platform.i18n import Text, _

LABELS: Mapping[str, Text] = {
    "BookAccrualSettings.amount": _("A fixed amount"),
    "BookAccrualSettings.of": _("Of the field"),
    "BookAccrualSettings.once": _("Only once for the same record, while it is booked"),
    "BookAccrualSettings.percent": _("Or a percentage"),
    "BookAccrualSettings.to": _("For whom"),
    "CoExecutorSettings.change": _("Add or remove"),
    "CoExecutorSettings.to": _("Who"),
    "CopyValuesSettings.target": _("To which records"),
    "CreateDealSettings.link": _("Link it with the company and the contact"),
    "CreateDocumentSettings.for_signing": _("Ask for the signature at once"),
    "CreateDocumentSettings.link": _("Link it with the record and its client"),
    "CreateFromSourceSettings.issue": _("Issue the invoice at once"),
    "CreateFromSourceSettings.kinds": _("What is created"),
    "CreateFromSourceSettings.template_id": _("Template of the document"),
    "CreateTaskSettings.link": _("Link it with the record"),
    "ModifiedSettings.after": _("To the value"),
    "ModifiedSettings.before": _("From the value"),
    "MessagePeopleSettings.to": _("Recipient"),
    "SendMailSettings.template_id": _("Template"),
    "SendMailSettings.subject": _("Or the subject"),
    "SendMailSettings.text": _("And the text"),
    "SendMailSettings.to_client": _("To the main e-mail of the client"),
    "SendMailSettings.to": _("To the employee"),
    "SendMailSettings.from_responsible": _("The responsible person is the sender"),
    "SendMailSettings.mailbox_id": _("Sent from, else from the standard mailbox"),
    "SendMailSettings.sent": _("Type of the object that is sent along"),
    "SendMailSettings.attach_documents": _("Attach the documents that this rule has created before"),
    "SendMailSettings.attach_files": _("Attach all files of the record"),
    "ChangeRequisitesSettings.values": _("Requisites to fill"),
    "SetVariableSettings.copy_of": _("A copy of"),
    "SetVariableSettings.text": _("Or the text"),
    "constant": _("Or the constant"),
    "address_type": _("Type of address"),
    "create_missing": _("Create them where there are none"),
    "entity": _("Whose requisites"),
    "template": _("Template"),
    "template_id": _("Template"),
    "allow_back": _("Allow going back to an earlier stage"),
    "co_executors": _("Co-executor"),
    "creator": _("Created in the name of"),
    "description": _("Description"),
    "due": _("Due after"),
    "duration": _("For how long"),
    "every_change": _("At every change while the conditions hold"),
    "fields": _("Fields to watch"),
    "for_group_id": _("For a group only"),
    "for_job_titles": _("For job titles only, separated by semicolons"),
    "incoming_webhook_id": _("Webhook"),
    "issue": _("Issue it at once"),
    "link": _("Link it"),
    "name": _("Name"),
    "note": _("Note"),
    "on_behalf": _("On behalf of"),
    "phrase": _("Added to the name"),
    "place": _("Where it is added"),
    "product_id": _("Product"),
    "products": _("Products"),
    "reason": _("Reason"),
    "responsible": _("Responsible"),
    "result": _("Result"),
    "roles": _("Who sees the button"),
    "rule_id": _("Rule"),
    "stage_id": _("Stage"),
    "starts": _("Counted from the date in"),
    "step_id": _("Step"),
    "target": _("Which record"),
    "text": _("Text"),
    "title": _("Title"),
    "to": _("To whom"),
    "type": _("Type"),
    "until": _("Until the date in"),
    "value": _("Value for the field it is bound to"),
    "values": _("Fields to fill"),
    "webhook_id": _("Webhook"),
    "with_lines": _("With the products, or the amount"),
}
CHOICES: Mapping[str, Text] = {
    "actual": _("Actual address"),
    "add": _("Add"),
    "after": _("after it"),
    "before": _("before it"),
    "call": _("Call"),
    "company": _("Company"),
    "contact": _("Contact"),
    "delivery": _("Delivery address"),
    "invoice": _("Invoice address"),
    "lost": _("Lost"),
    "mail": _("Mail"),
    "meeting": _("Meeting"),
    "person": _("Person"),
    "registered": _("Registered address"),
    "remove": _("Remove"),
    "to_do": _("To-do"),
    "won": _("Won"),
}
UNITS: Mapping[str, Text] = {
    "minutes": _("minutes"),
    "hours": _("hours"),
    "days": _("days"),
    "weeks": _("weeks"),
    "working_hours": _("working hours"),
    "working_days": _("working days"),
}
WHO: Mapping[str, Text] = {
    "current": _("The responsible person"),
    "linked": _("Whoever is responsible for its contact or company"),
    "superior": _("The superior of the responsible person"),
    "user": _("Whoever set the rule off"),
    "superior_of_user": _("The superior of whoever set the rule off"),
    "member": _("A certain person"),
    "group": _("The members of a group, in turn"),
    "list": _("People from a list, in turn"),
    "nobody": _("Nobody"),
}


def label_of(model: type, name: str) -> Text:
    """What a form calls this setting."""
    return LABELS.get(f"{model.__name__}.{name}") or LABELS.get(name) or name


def has_label(model: type, name: str) -> bool:
    """Whether anybody has said what it is called."""
    return f"{model.__name__}.{name}" in LABELS or name in LABELS
