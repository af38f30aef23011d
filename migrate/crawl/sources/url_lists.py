"""Lists of addresses that an owner hands over: lines of text, cells of a sheet, a site map.

What is no address is counted, so that a person can look at it; addresses stay as written until they are resolved.
"""

import codecs
import re
from dataclasses import dataclass

from migrate.charset import decode
from migrate.crawl.links import links_of_sitemap

_SCHEMED = re.compile(r"https?://\S+", re.IGNORECASE)
_BARE = re.compile(r"(?:[A-Za-z0-9_-]+\.)+([A-Za-z]{2,}|xn--[A-Za-z0-9-]+)(?::\d{1,5})?(?:[/?#]\S*)?")
_FILES = frozenset(("html", "htm", "shtml", "asp", "aspx", "jsp", "php", "doc", "docx", "xls", "xlsx", "pdf", "txt"))
_AROUND = "\"'<>“”‘’《》，。；、,;\u200b\u200c\u200d\ufeff"
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_PATH = re.compile(r"/[\x21-\x7e]+")
_REMARK = re.compile(r"(?:^|\s)#.*")
_SITE_MAPS = (b"<urlset", b"<sitemapindex", b"<rss", b"<feed")


@dataclass(frozen=True)
class Listed:
    """The addresses of a list as written, how many of its lines name none, and the first of these."""

    addresses: tuple[str, ...] = ()
    unreadable: int = 0
    sample: tuple[int, str] = (0, "")


def listed(content: bytes) -> Listed:
    """Give the addresses of a text, one or more a line, or of a site map; behind `#` stands a remark."""
    text = _text(content)
    if is_site_map(content):
        return Listed(tuple(link.url for link in links_of_sitemap(text, "")))
    addresses: list[str] = []
    strange: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        told = _REMARK.sub("", line).strip()
        found = addresses_in(told)
        addresses += found
        if told and not found:
            strange.append((number, told))
    return Listed(tuple(addresses), len(strange), strange[0] if strange else (0, ""))


def is_site_map(content: bytes) -> bool:
    """True for a site map, an index of site maps and a feed."""
    return any(mark in content[:2000] for mark in _SITE_MAPS)


def _text(content: bytes) -> str:
    """The list as text: few lines are too little to guess by, and what an office here writes is UTF-8 or GB18030."""
    if not content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        for charset in ("utf-8", "gb18030"):
            try:
                return content.decode(charset)
            except UnicodeDecodeError:
                continue
    return decode(content).text


def addresses_in(line: str) -> list[str]:
    """Give the addresses of a line as written, `http://` put before one without; a bare path stays as it is."""
    words = [word for one in line.split() if (word := one.strip(_AROUND))]
    if _is_blank_in_name(line, words):
        return [" ".join(words)]
    schemed = [found[0] for word in words if not _BARE.fullmatch(word) and (found := _SCHEMED.search(word))]
    return schemed or [one for word in words[:1] if (one := _completed(word))]


def addresses_in_cell(text: str) -> list[str]:
    """Give the addresses of a sheet's cell; most cells hold none, so a bare host must begin with `www.`."""
    plain = text.strip(_AROUND + " \t\r\n")
    if "://" in plain or plain[:4].lower() == "www.":
        return [one for line in plain.splitlines() for one in addresses_in(line)]
    return [plain] if _PATH.fullmatch(plain) else []


def _completed(word: str) -> str | None:
    if word.startswith("/") and not word.startswith("//"):
        return word
    found = _BARE.fullmatch(word.removeprefix("//"))
    if found is None or (found[1].lower() in _FILES and found.end(1) == len(word)):
        return None
    return f"http://{found[0]}"


def _is_blank_in_name(line: str, words: list[str]) -> bool:
    """True for `http://…/附件 1.doc`: one address whose file name has a blank, and no title behind an address."""
    if len(words) < 2 or line.count("://") != 1 or not _SCHEMED.match(words[0]) or "\t" in line:
        return False
    return bool(_SUFFIX.search(words[-1])) and not _SUFFIX.search(words[0].partition("://")[2].partition("/")[2])
