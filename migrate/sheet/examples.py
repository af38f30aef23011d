"""Rows that show how to fill a sheet in: no site stands in them."""

import re

from migrate.sheet.cells.addresses import read_addresses

_NO_HOST = re.compile(r"//(?:[^/]*\.)?x{2,}\.", re.IGNORECASE)  # www.xxx.gov.cn
_NO_NAME = re.compile(r"x{2,}|×|\*{2,}|某|[〇○_]{2,}", re.IGNORECASE)


def is_placeholder(name: str, address: str) -> bool:
    """Whether the name leaves its place open and all addresses their host, as in ××县农业局, www.xxx.gov.cn."""
    urls = read_addresses(address).urls
    return bool(urls) and all(map(_NO_HOST.search, urls)) and _NO_NAME.search(name) is not None
