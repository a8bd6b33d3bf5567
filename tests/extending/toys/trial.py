"""Run in a copy of the product to which boats and their action have been added: all that a record kind has, they have.

Arguments: a data folder, and a database's address or nothing.
"""

import json
import sys
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from typer.testing import CliRunner

from stepmark.cli import app as command_line
from stepmark.main import create_app
from stepmark.platform.clock import today
from stepmark.platform.settings import Settings

FOLDER, URL = Path(sys.argv[1]), sys.argv[2]
AT = ["--data-dir", str(FOLDER), *(["--database-url", URL] if URL else [])]
EMAIL, PASSWORD = "anna@example.com", "a long enough passphrase"


def try_all() -> None:
    run("migrate")
    run("workspace", "create", "Harbour", "--admin", EMAIL, "--password-stdin", typed=PASSWORD)
    token = run("token", "create", "--workspace", "Harbour", "--email", EMAIL).strip()
    with TestClient(create_app(Settings(data_dir=FOLDER, database_url=URL)), follow_redirects=True) as client:
        program = {"Authorization": f"Bearer {token}"}
        company = sent(client, program, "POST", "/api/v1/companies", {"name": "Northern Yards"})["id"]
        boat = by_program(client, program, company)
        rule = ruled(client, program, company)
        client.headers["Sec-Fetch-Site"] = "same-origin"
        assert client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}).status_code == 200
        in_the_browser(client, boat, company, rule)


def by_program(client: TestClient, program: dict[str, str], company: int) -> int:
    sent(client, program, "POST", "/api/v1/fields", {"kind": "boat", "key": "crew", "label": "Crew", "type": "number"})
    made = sent(client, program, "POST", "/api/v1/boats", {"name": "Żabka", "company_id": company})
    path = f"/api/v1/boats/{made['id']}"
    changed = sent(client, program, "PATCH", path, {"harbour": "Gdynia", "custom": {"crew": 7}})
    assert (changed["harbour"], changed["custom"]["crew"]) == ("Gdynia", 7)
    assert [each["id"] for each in sent(client, program, "GET", "/api/v1/boats?harbour=Gdynia")["items"]] == [
        made["id"]
    ]
    client.request("DELETE", path, headers=program)
    assert client.get(path, headers=program).status_code == 404
    assert sent(client, program, "POST", f"{path}/restore")["name"] == "Żabka"
    told = sent(client, program, "GET", f"/api/v1/history?kind=boat&id={made['id']}")["items"]
    assert {each["name"] for each in told} == {"boat.created", "boat.updated", "boat.deleted", "boat.restored"}
    return int(made["id"])


def ruled(client: TestClient, program: dict[str, str], company: int) -> int:
    conditions = {
        "all": [{"field": "custom.crew", "op": "greater", "value": "2"}, {"field": "company.name", "op": "filled"}]
    }
    rule = {
        "name": "Launch what has a crew",
        "mode": "instant",
        "kind": "boat",
        "trigger": {"on": "created"},
        "conditions": conditions,
        "actions": [{"do": "launch", "settings": {"harbour": "Port of {{ boat.company }}"}}],
        "enabled": True,
    }
    sent(client, program, "POST", "/api/v1/rules", rule)
    boat = {"name": "Albatros", "company_id": company, "custom": {"crew": 3}}
    launched = sent(client, program, "POST", "/api/v1/boats", boat)
    assert (launched["harbour"], launched["launched_on"]) == ("Port of Northern Yards", today("UTC").isoformat())
    idle = sent(client, program, "POST", "/api/v1/boats", {**boat, "name": "Idle", "custom": {"crew": 1}})
    assert idle["harbour"] is None
    runs = sent(client, program, "GET", "/api/v1/runs?kind=boat")["items"]
    assert [(each["record"]["id"], each["outcome"]) for each in runs] == [(launched["id"], "done")]
    move = {"do": "set_fields", "settings": {"target": "boats", "values": {"harbour": {"value": "Oslo"}}}}
    about_companies = {"name": "Move them", "kind": "company", "trigger": {"on": "created"}, "conditions": {"all": []}}
    made = sent(client, program, "POST", "/api/v1/rules", {**rule, **about_companies, "actions": [move]})
    return int(made["id"])


def in_the_browser(client: TestClient, boat: int, company: int, rule: int) -> None:
    seen(client, "/boats", "Boats", "Żabka", "Albatros", 'href="/boats/new"')
    seen(client, "/today", 'href="/boats"')
    seen(client, f"/boats/new?company_id={company}", "Harbour", "Crew", "Northern Yards")
    made = client.post("/boats", data={"name": "Mewa", "harbour": "Sopot", "custom.crew": "4"})
    assert (made.status_code, "Mewa" in made.text) == (200, True)
    seen(client, f"/boats/{boat}", "Żabka", "Gdynia", "Northern Yards")
    seen(client, f"/boats/{boat}/edit", "Harbour")
    asked = json.dumps({"field": "custom.crew", "op": "greater", "value": "6"})
    assert "Mewa" not in seen(client, f"/boats?filter={asked}", "Żabka")
    seen(client, f"/companies/{company}", "Boats", "Żabka")
    seen(client, f"/companies/{company}/delete", "Boats")
    seen(client, "/search?q=zabka", "Żabka")
    seen(client, "/rules/new?kind=boat", "Launch the boat")
    seen(client, f"/rules/{rule}/edit", "all linked: Boats")
    seen(client, "/imports/new?kind=boat", "Boats")
    assert "Mewa" in run("export", "boats", "--workspace", "Harbour")
    client.post("/profile/locale", data={"locale": "pl"})
    seen(client, "/boats", "Łodzie", "Nowa łódź")
    seen(client, "/rules/new?kind=boat", "Zwoduj łódź")


def sent(client: TestClient, headers: dict[str, str], method: str, path: str, body: Any = None) -> Any:
    answer = client.request(method, path, headers=headers, json=body)
    assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json()


def seen(client: TestClient, path: str, *texts: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    missing = [text for text in texts if text not in answer.text]
    assert not missing, f"{path} lacks {missing}"
    return answer.text


def run(*words: str, typed: str = "") -> str:
    done = CliRunner().invoke(command_line, [*AT, *words], input=typed)
    assert done.exit_code == 0, f"{words}: {done.output} {done.exception}"
    return str(done.stdout)


try_all()
