"""Orders and invoices out of files: what keeps itself comes from nowhere else."""

from tests.cast import Cast
from tests.support.imports import bring_in, exported_rows, faults


def test_an_imported_order_gets_a_number_of_its_own(cast: Cast) -> None:
    run = bring_in(cast, "order", "name,number,amount,status,paid\nWindows,ORD 77,100,confirmed,yes\n")
    (row,) = exported_rows(cast, "order")
    assert (row["name"], row["amount"], row["status"], row["paid"]) == ("Windows", "100.00", "confirmed", "no")
    assert row["number"].startswith("O 1/")
    assert faults(cast, run) == []


def test_imported_invoices_are_drafts_without_a_number(cast: Cast) -> None:
    bring_in(cast, "invoice", "name,number,amount,status,due_on\nWindows,FV 77,100,paid,2026-12-24\n")
    (row,) = exported_rows(cast, "invoice")
    assert (row["number"], row["status"], row["gross"], row["due_on"]) == ("", "draft", "100.00", "2026-12-24")
