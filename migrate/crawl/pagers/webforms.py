"""ASP.NET WebForms lists: every page is a POST that carries the hidden fields of the page before it.

Paging is a chain: where the button only says “next”, page k can be asked with what page k-1 gave and in no other way.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote_plus

from selectolax.lexbor import LexborHTMLParser

from migrate.crawl.pagers.pager import MAX_PAGES, Pager, declared, number, value_of
from migrate.model import Ask
from migrate.urls import resolve

RULE = "P13"
_CALL = re.compile(r"__doPostBack\(\s*'([^']{1,200})'\s*,\s*'([^']{0,60})'\s*\)")
_HERE = re.compile(r"第\s*(?:<[^<>]{1,80}>\s*)*(\d{1,6})\s*(?:</?[^<>]{1,80}>\s*)*(?:页|/)")
_ARGUMENT = re.compile(r"^(Page\$)?(\d{1,6})$")
_NEXT = frozenset({"下一页", "下页", "后一页", "后页", ">", "»", "next"})


@dataclass(frozen=True)
class _Button:
    target: str
    argument: str
    label: str


def webforms(text: str, ask: Ask, totals: Sequence[re.Pattern[str]], charset: str) -> Iterator[Pager]:
    """Give the list of a WebForms page with the request for its next page, as far as there is one."""
    if "__doPostBack" not in text or "__VIEWSTATE" not in text:
        return
    tree = LexborHTMLParser(text)
    buttons = list(_buttons(tree))
    pages, rows = _declared(text, totals)
    here = _here(text, ask)
    onward = _onward(buttons, here, pages)
    if onward is None and not (here > 1 and ask.body is not None):
        return
    form = tree.css_first("form")
    action = resolve(ask.url, (form.attributes.get("action") or "") if form else "", charset) or ask.url
    target = onward.target if onward else _sent(ask, "__EVENTTARGET")
    asks = (Ask(action, _form(tree, onward, charset)),) if onward and here < (pages or MAX_PAGES) else ()
    yield Pager(RULE, pages, asks, rows=rows, chain=f"{action} {_list_of(target)}", number=here)


def _buttons(tree: LexborHTMLParser) -> Iterator[_Button]:
    for node in tree.css("a[href],a[onclick],input[onclick]"):
        attributes = node.attributes
        if "disabled" in attributes:
            continue
        found = _CALL.search(unescape(f"{attributes.get('href') or ''} {attributes.get('onclick') or ''}"))
        if found:
            label = (node.text() or attributes.get("value") or attributes.get("title") or "").strip(" []\xa0\r\n\t")
            yield _Button(found[1], found[2], label)


def _declared(text: str, totals: Sequence[re.Pattern[str]]) -> tuple[int, int | None]:
    found = re.search(_HERE.pattern.replace("(?:页|/)", "/") + r"\s*共?\s*(\d{1,6})\s*页", text)
    pages, rows = declared(text, totals)
    return (number(found[2]) if found else pages), rows


def _here(text: str, ask: Ask) -> int:
    """This page's number: as the page says, else as it was asked for; a plain GET is page 1."""
    found = _HERE.search(text)
    if found:
        return number(found[1]) or 1
    argument = _ARGUMENT.match(_sent(ask, "__EVENTARGUMENT"))
    return number(argument[2]) if argument else 1


def _sent(ask: Ask, name: str) -> str:
    value = value_of(ask.body or "", name) or ""
    return re.sub(r"%24", "$", value, flags=re.IGNORECASE)


def _list_of(target: str) -> str:
    """A pager has one target, or one for each of its buttons: those differ behind the last separator."""
    return target.rpartition("$")[0] or target.rpartition(":")[0] or target


def _onward(buttons: Sequence[_Button], here: int, pages: int) -> _Button | None:
    """The button of the next page: its number printed on it, else the word “next”, else the number as argument."""
    if pages and here >= pages:
        return None
    numbered = [one for one in buttons if (found := _ARGUMENT.match(one.argument)) and _fits(one, found)]
    for one in numbered:
        if one.label == str(here + 1):
            return one
    for one in buttons:
        if one.label.lower() in _NEXT:
            return one
    if numbered and pages:
        prefix = "Page$" if numbered[0].argument.startswith("Page$") else ""
        return _Button(numbered[0].target, f"{prefix}{here + 1}", "")
    return None


def _fits(button: _Button, argument: re.Match[str]) -> bool:
    """A pager's number stands on its button; a calendar's days are called with other numbers."""
    return button.label == argument[2]


def _form(tree: LexborHTMLParser, button: _Button, charset: str) -> str:
    fields = {}
    for node in tree.css("input[type=hidden][name]"):
        fields[node.attributes["name"] or ""] = node.attributes.get("value") or ""
    fields |= {"__EVENTTARGET": button.target, "__EVENTARGUMENT": button.argument}
    return "&".join(f"{_quoted(name, charset)}={_quoted(value, charset)}" for name, value in fields.items())


def _quoted(text: str, charset: str) -> str:
    return quote_plus(text, encoding=charset, errors="xmlcharrefreplace")
