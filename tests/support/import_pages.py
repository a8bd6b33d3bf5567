"""Going through the pages of an import as a person does."""

import time
from typing import Any

from httpx2 import Client

from tests.support.pages import form_values

PATIENCE = 30.0


def uploaded(client: Client, kind: str, data: str | bytes, name: str = "file.csv") -> str:
    """Upload a file; returns the address of its draft."""
    content = data if isinstance(data, bytes) else data.encode()
    answer = client.post("/imports", data={"kind": kind}, files={"file": (name, content)})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removesuffix("/mapping")


def mapped(client: Client, url: str, **said: Any) -> Any:
    """Send the columns' form as it is shown, with what is said otherwise; returns the answer."""
    shown = {key: value for key, value in form_values(client.get(f"{url}/mapping").text).items() if key != "reread"}
    form: dict[str, Any] = {**shown, **{key.replace("__", "-"): value for key, value in said.items()}}
    return client.patch(f"{url}/mapping", data=form)


def begun(client: Client, url: str, *, patience: float = PATIENCE, **form: Any) -> str:
    """Start the import and wait until it has ended; returns its page."""
    answer = client.post(f"{url}/run", data=form)
    assert answer.status_code == 303, answer.text
    return ended(client, url, patience)


def withdrawn(client: Client, url: str, patience: float = PATIENCE) -> str:
    """Withdraw the import and wait until that is done; returns its page."""
    assert client.post(f"{url}/withdrawal").status_code == 303
    return ended(client, url, patience)


def brought_in(client: Client, kind: str, data: str | bytes, name: str = "file.csv", **said: Any) -> str:
    """The whole way, from the upload to the report; returns the address of the import."""
    url = uploaded(client, kind, data, name)
    answer = mapped(client, url, **said)
    assert answer.status_code == 303, answer.text
    assert client.get(answer.headers["location"]).status_code == 200
    begun(client, url)
    return url


def ended(client: Client, url: str, patience: float = PATIENCE) -> str:
    """The import's page once nothing moves on it any more, which may take so many seconds."""
    began = time.monotonic()
    while (waited := time.monotonic() - began) < patience:
        page = client.get(f"{url}/state").text
        if 'id="import-stands"' in page:
            return page
        # A long one is asked after as seldom as its page asks: who asks all the time keeps it from getting on.
        time.sleep(max(0.02, min(1.0, waited / 10)))
    raise AssertionError(f"{url} did not end")
