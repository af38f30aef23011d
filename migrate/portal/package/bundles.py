"""Which articles share a zip: not too many, not too much, in their order."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

MOST_BYTES = 64 << 20  # of the articles and files of a zip: platforms take a zip whole into memory


class Weighed(NamedTuple):
    """An article and how much it brings into a zip, in bytes."""

    remote_id: str
    size: int


def bundled(articles: Iterable[Weighed], most: int, most_bytes: int = MOST_BYTES) -> Iterator[list[str]]:
    """Give the ids of each zip; an article that is too big for any has one of its own.

    >>> list(bundled([Weighed("a", 1), Weighed("b", 9), Weighed("c", 1), Weighed("d", 1)], 2, 9))
    [['a'], ['b'], ['c', 'd']]
    """
    ids: list[str] = []
    size = 0
    for one in articles:
        if ids and (len(ids) == most or size + one.size > most_bytes):
            yield ids
            ids, size = [], 0
        ids.append(one.remote_id)
        size += one.size
    if ids:
        yield ids
