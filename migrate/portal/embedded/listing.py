"""Who stands where: the channels that show something, their articles in order, and what is newest below each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from migrate.model import Channel
from migrate.portal.contract import Visibility
from migrate.portal.embedded.store import Head


@dataclass(frozen=True)
class Listing:
    """The public face of the portal: `channels` that have articles in or below them, `articles` newest first."""

    channels: Mapping[str, Channel]
    articles: Mapping[str, tuple[Head, ...]]
    children: Mapping[str, tuple[str, ...]]

    def newest(self, path: str, number: int) -> tuple[Head, ...]:
        """Give the newest articles in and below a channel; of the whole portal for an empty path."""
        inside = [own for channel, own in self.articles.items() if _below(channel, path)]
        return tuple(islice(in_order(head for own in inside for head in own[:number]), number))

    def count(self, path: str) -> int:
        """Give how many articles stand in and below a channel."""
        return sum(len(own) for channel, own in self.articles.items() if _below(channel, path))


def listing(heads: Iterable[Head], channels: Mapping[str, Channel]) -> Listing:
    """Give the listing of the published articles; a channel with nothing in or below it is left out."""
    groups: dict[str, list[Head]] = {}
    for head in heads:
        if head.visibility == Visibility.PUBLISHED:
            groups.setdefault(head.channel, []).append(head)
    shown = _shown(groups, channels)
    children: dict[str, list[str]] = {}
    for path in sorted(shown, key=lambda one: (shown[one].order, one)):
        children.setdefault(path.rpartition("/")[0], []).append(path)
    return Listing(
        channels=shown,
        articles={path: tuple(in_order(group)) for path, group in sorted(groups.items())},
        children={path: tuple(below) for path, below in children.items()},
    )


def in_order(heads: Iterable[Head]) -> list[Head]:
    """Give articles newest first, those without a date last, equals by title and id."""
    by_name = sorted(heads, key=lambda head: (head.title, head.remote_id))
    return sorted(by_name, key=lambda head: head.published_at or "", reverse=True)


def _shown(used: Iterable[str], channels: Mapping[str, Channel]) -> dict[str, Channel]:
    """Give the used channels and all above them; one that was never ensured is known by its child's trail."""
    shown: dict[str, Channel] = {}
    for path in sorted(used):
        slugs, own = path.split("/"), channels[path]
        for depth in range(1, len(slugs) + 1):
            above = "/".join(slugs[:depth])
            trail = own.trail[:depth]
            shown.setdefault(above, channels.get(above) or Channel(above, trail[-1], trail, order=own.order))
    return shown


def _below(channel: str, path: str) -> bool:
    return not path or channel == path or channel.startswith(path + "/")
