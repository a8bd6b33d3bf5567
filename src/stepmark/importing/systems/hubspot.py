"""HubSpot's exports: labels of its properties, in English as most accounts have them."""

_COMPANY: dict[str, tuple[str, ...]] = {
    "name": ("Company name", "Name"),
    "phones": ("Phone Number",),
    "website": ("Website URL", "Company Domain Name"),
    "type": ("Type",),
    "address": ("Street Address", "Street Address 2", "Postal Code", "City", "State/Region", "Country/Region"),
    "parent_id": ("Parent Company", "Associated Company"),
    "responsible_id": ("Company owner",),
    "status": ("Lifecycle Stage",),
}
_CONTACT: dict[str, tuple[str, ...]] = {
    "name": ("First Name", "Last Name"),
    "emails": ("Email", "Work email", "Additional email addresses"),
    "phones": ("Phone Number", "Mobile Phone Number"),
    "company_id": ("Associated Company", "Primary Associated Company", "Company Name"),
    "job_title": ("Job Title",),
    "responsible_id": ("Contact owner",),
}
_DEAL: dict[str, tuple[str, ...]] = {
    "title": ("Deal Name",),
    "process_id": ("Pipeline",),
    "stage_id": ("Deal Stage",),
    "amount": ("Amount",),
    "currency": ("Currency",),
    "company_id": ("Associated Company", "Primary Associated Company"),
    "contact_id": ("Associated Contact",),
    "source": ("Original Traffic Source", "Original Source Type", "Original Source"),
    "responsible_id": ("Deal owner",),
    "expected_close": ("Close Date",),
    "created_at": ("Create Date",),
}
_TASK: dict[str, tuple[str, ...]] = {
    "title": ("Task Title", "Task subject"),
    "type": ("Task Type",),
    "due_at": ("Due date",),
    "description": ("Task Notes", "Task body"),
    "responsible_id": ("Assigned to", "Activity assigned to"),
    "deal_id": ("Associated Deal",),
    "company_id": ("Associated Company",),
    "contact_id": ("Associated Contact",),
}
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "company": _COMPANY,
    "contact": _CONTACT,
    "deal": _DEAL,
    "task": _TASK,
}
