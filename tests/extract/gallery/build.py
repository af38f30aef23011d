"""The gallery: the generated pages with their truth, the same on every machine."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.extract.gallery.antiques import ANTIQUES
from tests.extract.gallery.facts import Facts, compose
from tests.extract.gallery.homemade import HOMEMADE
from tests.extract.gallery.newcomers import NEWCOMERS
from tests.extract.gallery.plain import PLAIN
from tests.extract.gallery.portals import PORTALS
from tests.extract.gallery.products import PRODUCTS
from tests.extract.gallery.strangers import STRANGERS
from tests.extract.gallery.template import Template
from tests.extract.gallery.usual import USUAL

TEMPLATES: tuple[Template, ...] = (*PORTALS, *PRODUCTS, *ANTIQUES, *STRANGERS, *HOMEMADE, *USUAL, *PLAIN, *NEWCOMERS)
PAGES = 20  # of a template
REDESIGN = 11  # the page from which a template is the later one


@dataclass(frozen=True)
class Sheet:
    """One generated page: its bytes, the charset that the server says, and the facts that it tells."""

    template: str
    number: int
    body: bytes
    header: str | None
    facts: Facts


def sheet(template: Template, number: int, *, seed: int = 0) -> Sheet:
    """Make one page."""
    draw = Random(f"{seed}/{template.name}/{number}")
    facts = compose(draw, number, template.naming, template.column, rare=template.rare)
    html, told = template.write(facts, draw, number % PAGES >= REDESIGN)
    return Sheet(template.name, number, html.encode(template.encoding), template.header, told)


def gallery(*, seed: int = 0, pages: int = PAGES) -> Iterator[Sheet]:
    """Make the whole set, template after template."""
    for template in TEMPLATES:
        for number in range(pages):
            yield sheet(template, number, seed=seed)


def digest(sheets: Iterator[Sheet]) -> str:
    """Give one digest of bytes and truth, so that a floor names the set it was measured on."""
    whole = hashlib.sha256()
    for one in sheets:
        whole.update(one.body + repr(one.facts).encode())
    return whole.hexdigest()
