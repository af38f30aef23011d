"""What is already in the portal, listed many at a time by our plugin, so that placing a new article asks only once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from migrate.portal.wordpress.client import Client
from migrate.portal.wordpress.marks import TRASHED, Standing, listed

STEP = 200


@dataclass
class Listing:
    """The slugs of our posts and files as they were when first asked; each post's state is told at most once."""

    client: Client
    posts: dict[str, Standing] = field(default_factory=dict)
    _slugs: set[str] = field(default_factory=set)
    _files: set[str] = field(default_factory=set)
    _read: set[str] = field(default_factory=set)

    def has_post(self, slug: str) -> bool:
        """True where the listing had this post, or it was placed since (`add`)."""
        self._read_posts()
        return slug in self._slugs

    def take(self, slug: str) -> Standing | None:
        """Give a post's state as listed; the next time it has to be asked for."""
        self._read_posts()
        return self.posts.pop(slug, None)

    def add(self, slug: str) -> None:
        """A post or file of this slug may be there from now on."""
        (self._slugs if slug.startswith("gsm-") else self._files).add(slug)
        self.posts.pop(slug, None)

    def has_file(self, slug: str) -> bool:
        """True where the listing had this file, or it was stored since."""
        if "attachment" not in self._read:
            self._files.update(item["slug"] for item in self._items("attachment"))
            self._read.add("attachment")
        return slug in self._files

    def _read_posts(self) -> None:
        if "post" not in self._read:
            self.posts = {one.slug.removesuffix(TRASHED): one for one in map(listed, self._items("post"))}
            self._slugs.update(self.posts)
            self._read.add("post")

    def _items(self, kind: str) -> Iterator[Any]:
        after = 0
        while items := self.client.get("/gsm/v1/items", type=kind, after=after, limit=STEP).said:
            yield from items
            after = items[-1]["id"]
