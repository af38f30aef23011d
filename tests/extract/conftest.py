"""One reader for every test of the room: the shipped rules, the invented site."""

from collections.abc import Callable

import pytest

from mappings.extract import ExtractRules, read_extract_rules
from migrate.extract.page import read_page
from migrate.model import Page
from tests.extract.pages import HOME


@pytest.fixture(scope="session")
def rules() -> ExtractRules:
    return read_extract_rules()


@pytest.fixture(scope="session")
def read(rules: ExtractRules) -> Callable[..., Page]:
    def reader(body: bytes | str, path: str = "tzgg/201703/5.html") -> Page:
        raw = body.encode() if isinstance(body, str) else body
        return read_page(raw, HOME + path, declared_charset=None, rules=rules, home_url=HOME)

    return reader
