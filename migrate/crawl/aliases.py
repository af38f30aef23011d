"""Spellings that mean another URL: session ids, noise parameters, addresses wrapped by a firewall."""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Protocol
from urllib.parse import unquote, urlsplit, urlunsplit

from migrate.urls import resolve

PATH, QUERY, WRAPPED = "path", "query", "wrapped"


class AliasRule(Protocol):
    """One rule (`mappings.aliases.AliasRow` fits; the fields are told in aliases.toml)."""

    @property
    def reason(self) -> str:
        """The name that the ledger gives as reason."""

    @property
    def part(self) -> str:
        """`path`, `query` or `wrapped`."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """What is taken out; of a wrapped address what stands before the base64."""


def meant_by(url: str, rules: Sequence[AliasRule]) -> tuple[str, str] | None:
    """Give the URL that `url` means and the first rule that says so; None where no rule does."""
    plain, said = url, ""
    for rule in rules:
        changed = _changed(plain, rule)
        if changed != plain:
            plain, said = changed, said or rule.reason
    return (plain, said) if said else None


def _changed(url: str, rule: AliasRule) -> str:
    if rule.part != QUERY and rule.pattern.search(url) is None:
        return url
    before, mark, query = url.partition("?")
    if rule.part == QUERY:
        if not mark:
            return url
        kept = [one for one in query.split("&") if not rule.pattern.fullmatch(one)]
        if len(kept) == len(query.split("&")):
            return url
        return f"{before}?{'&'.join(kept)}" if kept else before
    start = before.find("/", before.find("://") + 3)
    if start < 0:
        return url
    path = before[start:]
    if rule.part == PATH:
        return before[:start] + (rule.pattern.sub("", path) or "/") + mark + query
    return _unwrapped(url, path, rule.pattern) or url


def _unwrapped(url: str, path: str, prefix: re.Pattern[str]) -> str | None:
    """A firewall's address for a page: the prefix, then base64 of the page's path and query."""
    found = prefix.match(path)
    if found is None:
        return None
    coded = unquote(path[found.end() :]).rstrip("=")
    try:
        meant = base64.b64decode(coded + "=" * (-len(coded) % 4), altchars=None, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    parts = urlsplit(url)
    return resolve(urlunsplit((parts.scheme, parts.netloc, "/", "", "")), meant) if meant.startswith("/") else None
