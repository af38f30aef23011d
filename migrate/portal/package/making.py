"""The package's folder from the store: what is public is in it, all of it and nothing else of ours.

What each channel's files were made from is remembered below the state folder, with their sizes and digests: a channel
in which nothing changed is neither read nor written nor hashed again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from migrate.errors import PortalError
from migrate.model import Channel
from migrate.portal.contract import Finish, digest_of
from migrate.portal.documents import heads, read_channels, read_document
from migrate.portal.durable import disk_errors, write_changed, write_changed_pieces
from migrate.portal.package import neutral
from migrate.portal.package.addresses import FORM, form_mark, form_pieces
from migrate.portal.package.bodies import ARTICLE
from migrate.portal.package.bundles import Weighed, bundled
from migrate.portal.package.contents import Contents, Entry
from migrate.portal.package.files import Files
from migrate.portal.package.manifest import manifest, notes
from migrate.portal.package.profile import TrsProfile
from migrate.portal.package.sweep import sweep
from migrate.portal.package.traces import Trace, entry_of
from migrate.portal.package.trs import XSD, Bundle, files_of, write_zip

FORMAT = 1  # of the package; another one makes everything anew


@dataclass
class Making:
    """A package while it is brought up to date, and the count of what was done."""

    root: Path
    state: Path
    made_by: str
    trs: TrsProfile | None
    addresses: Mapping[str, str]
    files: Files
    contents: Contents = field(default_factory=Contents)
    counts: dict[str, int] = field(default_factory=dict)  # public articles by channel
    written: int = 0
    unchanged: int = 0

    def put(self, path: str, content: bytes) -> None:
        """The package has this file; it stands in the manifest."""
        self._count(write_changed(self.root / path, content))
        self.contents.expect(Entry(path, len(content), sha256(content).hexdigest()))

    def _count(self, changed: bool) -> None:
        self.written += changed
        self.unchanged += not changed

    def channel(self, path: str) -> None:
        """The files of a channel show its articles."""
        of = digest_of([FORMAT, self.contents.mark(path), self._trs_mark(path)])
        known = Trace.read(self.state, path)
        if known is None or known.of != of or not known.stands(self.root):
            known = self._make_channel(path, of)
        else:
            self.unchanged += len(known.outputs)
        for entry in (*known.outputs, *known.files):
            self.contents.expect(entry)

    def _trs_mark(self, path: str) -> list[object] | None:
        if self.trs is None or path not in self.trs.channels:
            return None
        trs = self.trs
        fields = [trs.user, trs.status, trs.doc_type, trs.file_flag, trs.image_flag, trs.per_zip]
        return [*fields, trs.channels[path], sorted(self.addresses.items())]

    def _make_channel(self, path: str, of: str) -> Trace:
        outputs: list[Entry] = []
        weighed: list[Weighed] = []
        shown: dict[str, Entry] = {}

        def told() -> Iterator[tuple[Any, Mapping[str, Any]]]:
            for row in self.contents.articles(path):
                found = read_document(self.state, row.remote_id)
                if found is not None:
                    entries = [self.files.entry(one) for one in self._shown(found[1])]
                    shown.update((one.path, one) for one in entries)
                    size = len(found[1]["body_html"]) + sum(one.size for one in entries)
                    weighed.append(Weighed(row.remote_id, size))
                    yield found

        outputs.append(self._put_pieces(f"articles/{path}.jsonl", neutral.lines(told())))
        lost = [one for one in shown if not self.files.place(one).is_file()]
        if self.trs is not None and path in self.trs.channels and not lost:
            outputs.extend(self._zips(path, self.trs, weighed, shown.values()))
        made = Trace(of, outputs, list(shown.values()))
        if not lost:
            made.write(self.state, path, self.root)
        return made

    def _shown(self, table: Mapping[str, Any]) -> list[str]:
        return [one for one in files_of(table) if self.files.stores(one)]

    def _put_pieces(self, path: str, pieces: Iterable[bytes]) -> Entry:
        digest, size = sha256(), 0

        def counted() -> Iterator[bytes]:
            nonlocal size
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                yield piece

        self._count(write_changed_pieces(self.root / path, counted()))
        return Entry(path, size, digest.hexdigest())

    def _zips(self, path: str, trs: TrsProfile, weighed: Iterable[Weighed], shown: Iterable[Entry]) -> Iterator[Entry]:
        for entry in shown:
            self.files.show(entry.path)
        for number, ids in enumerate(bundled(weighed, trs.per_zip), start=1):
            read = partial(read_document, self.state)
            bundle = Bundle(ids, trs.channels[path], read, self._shown, self._address)
            name = f"trs-wcm/{path}-{number:03}.zip"
            part = self.state / "zip.part"
            with disk_errors(part):
                with part.open("wb+") as out:
                    write_zip(out, bundle, trs, lambda one: self.root / one)
                with part.open("rb") as made:
                    yield self._put_pieces(name, iter(lambda: made.read(1 << 20), b""))
                part.unlink()

    def _address(self, link: str) -> str | None:
        """The public address of an article that a link names, as far as the platform's operator told it."""
        base, mark, fragment = link.partition("#")
        found = self.addresses.get(base.removeprefix(ARTICLE)) if base.startswith(ARTICLE) else None
        return found and found + mark + fragment


def make_package(making: Making) -> Finish:
    """The folder holds the public part of the store; the manifest is written last."""
    contents, state = making.contents, making.state
    try:
        contents.take(heads(state))
        making.counts = contents.channels()
        for path in making.counts:
            making.channel(path)
        channels = with_above(making.counts, read_channels(state))
        making.put("channels.json", neutral.channel_list(channels, making.counts))
        for name in (neutral.SCHEMA, *((XSD,) if making.trs else ())):
            making.put(name, neutral.shipped(name))
        missing = sorted(making.counts.keys() - making.trs.channels.keys()) if making.trs else []
        making.put("说明.txt", notes(making.trs, missing))
        edited = _put_form(making)
        lost = _show_files(making)
        removed = sweep(making.root, contents.expects, making.files.hide)
        told = {"channels_without_trs_id": missing, "withdrawn": contents.withdrawn()}
        made = manifest(contents, making.made_by, making.counts, told)
        making._count(write_changed_pieces(making.root / "manifest.json", made))
    finally:
        contents.close()
    if lost:
        raise PortalError(f"交换包缺少 {len(lost)} 个文件（{lost[0]} 等）", "请从备份恢复这些文件后重新发布")
    return Finish(making.written, making.unchanged, removed, edited)


def _show_files(making: Making) -> list[str]:
    """The files that articles show lie in the package; gives those that somebody took away.

    They stay in the manifest, so that whoever checks it misses them too.
    """
    lost = []
    for entry in making.contents.files():
        if entry.path.startswith("files/"):
            making.files.show(entry.path)
            if not (making.root / entry.path).is_file():
                lost.append(entry.path)
    return lost


def with_above(used: Iterable[str], channels: Mapping[str, Channel]) -> list[Channel]:
    """Give the used channels and all above them; one that was never ensured is known by its child's trail."""
    shown: dict[str, Channel] = {}
    for path in sorted(used):
        slugs, own = path.split("/"), channels[path]
        for depth in range(1, len(slugs) + 1):
            above, trail = "/".join(slugs[:depth]), own.trail[:depth]
            shown.setdefault(above, channels.get(above) or Channel(above, trail[-1], trail, order=own.order))
    return list(shown.values())


def _put_form(making: Making) -> tuple[str, ...]:
    """The form for the new addresses is there; one in which a person wrote stays until it is taken back.

    It is no part of the manifest: it is meant to be changed.
    """
    of = form_mark(making.contents, making.addresses)
    known = Trace.read(making.state, FORM)
    if known is not None and known.of == of and known.stands(making.root):
        making.unchanged += 1
        return ()
    part, place = making.state / FORM, making.root / FORM
    write_changed_pieces(part, form_pieces(making.contents, making.state, making.addresses))
    with disk_errors(place):
        made, there = entry_of(part, FORM), entry_of(place, FORM) if place.is_file() else None
        if there is not None and there != made and (known is None or there not in known.outputs):
            part.unlink()
            return (FORM,)
        making._count(there != made)
        part.replace(place)
    Trace(of, [made], []).write(making.state, FORM, making.root)
    return ()
