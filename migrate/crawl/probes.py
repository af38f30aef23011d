"""Random addresses that no site has: what a host answers to them is what it says of anything missing.

They are made from the site's key, so that a run which was stopped asks for the same ones again.
"""

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

PROBE = re.compile(r"/probe[0-9a-f]{12}(?:[./?]|$)|=99\d{7}(?:&|$)")
INDEX_NAME = re.compile(r"(?:index|default|main|home)[\w\-]{0,6}\.\w{2,5}|", re.IGNORECASE)
_ARTICLE_NAME = re.compile(r"(?!list|index|page|more|default).*\d{3}", re.IGNORECASE)
_NUMBER = re.compile(r"(?<==)\d+(?=&|$)")


def probes_for(url: str, site_key: str) -> Iterator[str]:
    """Give the addresses to ask when `url` is in doubt: two of the host, one or two that look like `url` itself."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    mark = hashlib.sha256(f"{site_key} {origin}".encode()).hexdigest()
    yield f"{origin}/probe{mark[:12]}/"
    yield f"{origin}/probe{mark[12:24]}.html"
    folder, name = parts.path.rsplit("/", 1)
    suffix = f".{name.rsplit('.', 1)[1]}" if "." in name else "" if name else "/"
    alike = f"{origin}{folder}/probe{mark[24:36]}{suffix}"
    if (folder, suffix) not in (("", "/"), ("", ".html")):
        yield alike
    numbers = list(_NUMBER.finditer(parts.query))
    if numbers:
        last, unlikely = numbers[-1], "99" + str(int(mark[36:48], 16))[-7:].rjust(7, "0")
        yield f"{origin}{parts.path}?{parts.query[: last.start()]}{unlikely}{parts.query[last.end() :]}"


def is_index_of(index_url: str, url: str) -> bool:
    """True when `index_url` is the front page of a folder that holds `url`, and `url` is no name for that page."""
    index, other = urlsplit(index_url), urlsplit(url)
    folder, name = index.path.rsplit("/", 1)
    if index.netloc != other.netloc or not INDEX_NAME.fullmatch(name) or not other.path.startswith(folder + "/"):
        return False
    return not names_same_index(index_url, url)


def names_article(url: str) -> bool:
    """True when the address has the number of an article in its last part: a copy of a list's page 1 has none."""
    parts = urlsplit(url)
    return bool(_ARTICLE_NAME.match(parts.path.rsplit("/", 1)[1]) or re.search(r"=\d{3}", parts.query))


def names_same_index(one_url: str, other_url: str) -> bool:
    """True for `/x/`, `/x/index.html`, `/x/default.asp?…`: names that a server may have for one front page."""
    one, other = urlsplit(one_url), urlsplit(other_url)
    (folder, name), (other_folder, other_name) = one.path.rsplit("/", 1), other.path.rsplit("/", 1)
    if (one.netloc, folder) != (other.netloc, other_folder):
        return False
    return bool(INDEX_NAME.fullmatch(name) and INDEX_NAME.fullmatch(other_name)) or name == other_name
