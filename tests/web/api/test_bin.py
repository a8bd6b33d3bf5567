"""The recycle bin through the API."""

from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.web.api.support import narrow_to_own


def test_what_was_deleted_is_found_and_restored(anna: TestClient, cast: Cast) -> None:
    deals = [cast.deal(title=title) for title in "ABC"]
    for deal in deals:
        anna.delete(f"/api/v1/deals/{deal}")
    page = anna.get("/api/v1/bin?limit=2").json()
    assert [(each["id"], each["label"]) for each in page["items"]] == [(deals[2], "C"), (deals[1], "B")]
    assert {(each["deleted_by"], each["restorable"]) for each in page["items"]} == {(cast.anna.name, True)}
    rest = anna.get(f"/api/v1/bin?limit=2&after={page['next']}").json()
    assert ([each["label"] for each in rest["items"]], rest["next"]) == (["A"], None)
    assert anna.post(f"/api/v1/deals/{deals[0]}/restore").status_code == 200
    assert len(anna.get("/api/v1/bin?kind=deal").json()["items"]) == 2
    assert anna.get("/api/v1/bin?kind=company").json()["items"] == []


def test_an_administrator_deletes_for_ever_what_lies_in_it(anna: TestClient, boris: TestClient, cast: Cast) -> None:
    deal, kept = cast.deal(), cast.deal()
    boris.delete(f"/api/v1/deals/{deal}")
    anna.delete(f"/api/v1/deals/{deal}")
    assert boris.delete(f"/api/v1/bin/deals/{deal}").status_code == 403
    assert anna.delete(f"/api/v1/bin/deals/{deal}").status_code == 204
    assert anna.delete(f"/api/v1/bin/deals/{deal}").status_code == 404
    assert anna.post(f"/api/v1/deals/{deal}/restore").status_code == 404
    assert anna.delete(f"/api/v1/bin/deals/{kept}").status_code == 404
    assert anna.get(f"/api/v1/deals/{kept}").status_code == 200


def test_nobody_finds_there_what_they_did_not_see_before(anna: TestClient, boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(responsible_id=cast.anna.member_id)
    anna.delete(f"/api/v1/deals/{deal}")
    [shown] = boris.get("/api/v1/bin").json()["items"]
    assert (shown["id"], shown["restorable"]) == (deal, False)
    narrow_to_own(cast)
    assert boris.get("/api/v1/bin").json()["items"] == []


def test_an_unknown_kind_is_refused_by_its_name(anna: TestClient) -> None:
    refused = anna.get("/api/v1/bin?kind=boat")
    assert (refused.status_code, refused.json()["field"]) == (422, "kind")
    assert anna.delete("/api/v1/bin/boats/1").status_code == 404
