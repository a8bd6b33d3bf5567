"""Reading answers as people would: the texts that stand in some HTML, and the values that its form holds."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._area: str | None = None
        self._select: str | None = None
        self._option = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in ("checkbox", "radio", "file"):
            self.values.setdefault(name, given.get("value", ""))
        elif tag == "input" and name and "checked" in given:
            self.values[name] = given.get("value", "")
        elif tag == "textarea":
            self._area, self.values[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.values):
            self.values[self._select] = given.get("value", "")
            self._option = "value" not in given

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._option and self._select:
            self.values[self._select], self._option = data, False
        if self._area:
            self.values[self._area] += data


def form_values(html: str) -> dict[str, str]:
    """What a browser would send of the forms in this page, the first of several inputs of one name."""
    form = _Form()
    form.feed(html)
    return form.values
