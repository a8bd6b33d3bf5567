"""HTML that people wrote, or that is made of their text: nothing in it can do anything where it is shown."""

import re
from collections.abc import Callable

import nh3

from stepmark.platform.paragraphs import as_html

# fmt: off
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "div", "em", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}
# fmt: on
_BOX = {"align", "valign", "width", "height", "bgcolor"}
_ATTRIBUTES = {
    "*": {"style", "title", "dir", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "table": {*_BOX, "border", "cellpadding", "cellspacing"},
    "tr": _BOX,
    "td": {*_BOX, "colspan", "rowspan"},
    "th": {*_BOX, "colspan", "rowspan"},
}
# fmt: off
_STYLES = {
    "background", "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left",
    "border-radius", "border-right", "border-spacing", "border-style", "border-top", "border-width", "color", "display",
    "font", "font-family", "font-size", "font-style", "font-weight", "height", "letter-spacing", "line-height",
    "list-style", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "min-width",
    "padding", "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration",
    "text-transform", "vertical-align", "white-space", "width",
}
# fmt: on
_WEB = ("http://", "https://")
_SCHEMES = {"http", "https", "mailto", "tel"}
# Found in text that is escaped already, where an address ends before the mark of a bracket or a quote.
_ADDRESS = re.compile(r"\bhttps?://(?:(?!&(?:lt|gt|#34|#39);)[^\s<>])*[^\s<>.,;:!?)\]}&]")


def clean_html(html: str, link: Callable[[str], str] = str) -> str:
    """What may stand in a mail: texts, tables, pictures and links, without scripts, forms and foreign styles.

    `link` may lead links to the web elsewhere.
    """

    def filtered(tag: str, attribute: str, value: str) -> str:
        is_link = (tag, attribute) == ("a", "href") and value.lower().startswith(_WEB)
        return link(value) if is_link else value

    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=filtered,
        url_schemes=_SCHEMES,
        filter_style_properties=_STYLES,
        link_rel=None,
    )


def linked_html(text: str) -> str:
    """Plain text as paragraphs, with its addresses as links."""
    return _ADDRESS.sub(_link, as_html(text))


def _link(found: re.Match[str]) -> str:
    return f'<a href="{found[0]}">{found[0]}</a>'
