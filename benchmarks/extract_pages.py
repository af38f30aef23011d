"""Article pages of mixed templates for the speed benchmark: bytes, address and the charset that a server says.

`python -m benchmarks.extract_pages [PAGES]` says how many there are, of how many bytes and templates.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.extract.gallery.build import TEMPLATES, sheet
from tests.extract.gallery.facts import HOME

PAGES = 5000
SEED = 5  # not the seed of the pages that the floors are pinned on


@dataclass(frozen=True)
class Served:
    """One page as a server gives it."""

    url: str
    body: bytes
    header: str | None


def pages(count: int = PAGES, *, seed: int = SEED) -> Iterator[Served]:
    """Make that many pages, the templates in turn, as a site's columns are met on a crawl; the same for a seed."""
    for at in range(count):
        made = sheet(TEMPLATES[at % len(TEMPLATES)], at // len(TEMPLATES), seed=seed)
        yield Served(made.facts.url, made.body, made.header)


def main() -> None:
    """Say what the set is."""
    made = list(pages(int(sys.argv[1]) if len(sys.argv) > 1 else PAGES))
    whole = sum(len(page.body) for page in made)
    size = f"{whole / 2**20:.1f} MiB, {whole // len(made)} bytes each"
    print(f"{len(made)} pages of {len(TEMPLATES)} templates on {HOME}, {size}")


if __name__ == "__main__":
    main()
