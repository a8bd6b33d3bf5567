"""Settings of every action as tests write them. A new action adds its own."""

from typing import Any

TO_ONE = {"who": "member", "member_id": 1}
# Settings that do something to a deal or lead of the cast, whose first stage, step and member have the id 1.
SAMPLES: dict[str, dict[str, Any]] = {
    "add_products": {"products": [{"product_id": 1, "quantity": "2"}]},
    "add_to_exceptions": {},
    "archive": {"target": "company"},
    "assign_responsible": {"to": TO_ONE, "target": "company"},
    "book_accrual": {"to": TO_ONE, "percent": "5", "of": "amount", "reason": "For {{ deal.title }}"},
    "co_executor": {"to": TO_ONE, "target": "company"},
    "change_requisites": {
        "entity": "company",
        "address_type": "delivery",
        "values": {"address": "ul. Prosta 1", "tax_number": {"text": "{{ deal.title }}"}},
        "create_missing": True,
    },
    "copy_values": {"target": "company", "values": {"status": {"copy": "title"}}},
    "create_deal": {"title": "After {{ deal.title }}", "stage_id": 2, "responsible": TO_ONE},
    "create_document": {"template_id": 1, "title": "For {{ deal.title }}", "responsible": TO_ONE},
    "create_invoice": {"name": "For {{ deal.title }}", "responsible": TO_ONE},
    "create_order": {"responsible": TO_ONE},
    "create_payment_link": {},
    "create_quote": {"with_lines": False},
    "create_from_source": {"kinds": ["quote", "document"], "name": "For {{ deal.title }}", "template_id": 1},
    "create_lead": {"title": "After {{ deal.title }}", "responsible": TO_ONE},
    "convert_lead": {},
    "finish_lead": {"result": "lost", "reason": "Late"},
    "create_task": {"title": "Call", "due": {"amount": 2}, "step_id": 1},
    "duplicate": {"phrase": "again"},
    "finish_deal": {"result": "lost", "reason": "Late"},
    "get_requisites": {"entity": "contact", "template": "person"},
    "mark_paid": {},
    "message_people": {"to": [TO_ONE], "text": "Look at {{ deal.title }}"},
    "move_to_stage": {"stage_id": 2},
    "run_rule": {"rule_id": 1},
    "send_mail": {"template_id": 1, "to_client": True, "to": [TO_ONE], "mailbox_id": 1, "attach_documents": True},
    "send_sms": {"text": "About {{ deal.title }}", "to_client": True, "to": [TO_ONE], "account_id": 1},
    "send_webhook": {"webhook_id": 1},
    "set_fields": {"target": "company", "values": {"status": "Client"}},
    "set_variable": {"name": "sum", "copy": "amount"},
    "start_project": {"template_id": 1, "name": "For {{ deal.title }}", "responsible": TO_ONE},
    "tick_step": {"step_id": 1, "note": "Done"},
    "untick_step": {"step_id": 1},
    "wait": {"duration": {"amount": 2, "unit": "hours"}},
}
# What they do leaves no event.
SILENT = {"wait", "message_people", "get_requisites", "set_variable", "send_webhook", "send_mail", "send_sms"}
