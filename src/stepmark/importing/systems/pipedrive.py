"""Pipedrive's exports: every column is named after its kind, "Deal - Title"; its activities are our tasks."""

_COMPANY: dict[str, tuple[str, ...]] = {
    "name": ("Organization - Name",),
    "address": ("Organization - Address",),
    "website": ("Organization - Website",),
    "type": ("Organization - Labels", "Organization - Label"),
    "responsible_id": ("Organization - Owner",),
}
_CONTACT: dict[str, tuple[str, ...]] = {
    "name": ("Person - Name",),
    "emails": ("Person - Email - Work", "Person - Email - Home", "Person - Email - Other", "Person - Email"),
    "phones": (
        "Person - Phone - Work",
        "Person - Phone - Mobile",
        "Person - Phone - Home",
        "Person - Phone - Other",
        "Person - Phone",
    ),
    "company_id": ("Person - Organization", "Organization - Name"),
    "job_title": ("Person - Job title",),
    "responsible_id": ("Person - Owner",),
    "company.address": ("Organization - Address",),
}
_DEAL: dict[str, tuple[str, ...]] = {
    "title": ("Deal - Title",),
    "process_id": ("Deal - Pipeline",),
    "stage_id": ("Deal - Stage",),
    "status": ("Deal - Status",),
    "amount": ("Deal - Value",),
    "currency": ("Deal - Currency of Value", "Deal - Currency"),
    "company_id": ("Deal - Organization", "Organization - Name"),
    "contact_id": ("Deal - Contact person", "Person - Name"),
    "source": ("Deal - Source channel", "Deal - Source origin", "Deal - Source"),
    "responsible_id": ("Deal - Owner",),
    "expected_close": ("Deal - Expected close date",),
    "created_at": ("Deal - Deal created",),
    "closed_at": ("Deal - Deal closed on", "Deal - Won time", "Deal - Lost time"),
    "company.address": ("Organization - Address",),
    "contact.emails": ("Person - Email - Work", "Person - Email - Home", "Person - Email - Other", "Person - Email"),
    "contact.phones": ("Person - Phone - Work", "Person - Phone - Mobile", "Person - Phone - Home", "Person - Phone"),
}
_TASK: dict[str, tuple[str, ...]] = {
    "title": ("Activity - Subject",),
    "type": ("Activity - Type",),
    "due_at": ("Activity - Due date",),
    "done_at": ("Activity - Marked as done time",),
    "description": ("Activity - Note",),
    "responsible_id": ("Activity - Assigned to user",),
    "deal_id": ("Activity - Deal",),
    "company_id": ("Activity - Organization",),
    "contact_id": ("Activity - Contact person",),
}
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "company": _COMPANY,
    "contact": _CONTACT,
    "deal": _DEAL,
    "task": _TASK,
}
