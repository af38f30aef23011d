"""How well a capture did against the truth: the URLs it knows, how they ended, and whether the bytes are the server's.

The bytes are read back with warcio from the place that the exported list names; a revisit is followed by the id of the
record that it refers to.
"""

import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from tests.zoo.answers import body_of
from tests.zoo.server import Asked
from tests.zoo.site import ZooSite

HELD = frozenset({"stored", "revisit", "redirect", "error"})  # outcomes that must have bytes


@dataclass(frozen=True)
class Score:
    """What one capture (or several, added up) has of the truth; the tuples name what is wrong."""

    truth: int = 0
    found: int = 0  # URLs that the ledger knows
    right: int = 0  # of those, the ones that the truth knows
    ended: int = 0  # of those, the ones with the outcome of the truth
    held: int = 0  # URLs of the truth whose answer must be kept
    exact: int = 0  # of those, the ones whose kept body is the server's
    faults: tuple[str, ...] = ()

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def shares(self) -> tuple[float, float, float, float]:
        """URL recall, URL precision, outcome accuracy, byte-exact share."""
        pairs = (self.right, self.truth), (self.right, self.found), (self.ended, self.right), (self.exact, self.held)
        return tuple(part / whole if whole else 1.0 for part, whole in pairs)  # type: ignore[return-value]


def score(site: ZooSite, known: Mapping[str, Mapping[str, Any]], log: Iterable[Asked], workspace: Path) -> Score:
    """Hold what the exported list says (`known`, by URL, behind a blank the form of a POST) against the truth."""
    truth = site.whole_truth
    found = {url: said_of(line) for url, line in known.items() if said_of(line) != "error probe"}
    right = truth.keys() & found.keys()
    wrong = [url for url in sorted(right) if found[url] != truth[url]]
    must_hold = [url for url, said in truth.items() if said.partition(" ")[0] in HELD]
    sent = {one.ask: _digest(body_of(one.answer)) for one in log if _has_head(one)}
    records = _Records(workspace)
    differing = [url for url in must_hold if url not in known or records.body(known[url]) != sent.get(url, "")]
    faults = [
        *(f"missing {url[:200]}" for url in sorted(truth.keys() - right)),
        *(f"surplus {url[:200]} {found[url]}" for url in sorted(found.keys() - right)),
        *(f"{url[:200]}: {found[url]} instead of {truth[url]}" for url in wrong),
        *(f"other bytes {url[:200]}" for url in differing),
    ]
    exact = len(must_hold) - len(differing)
    return Score(len(truth), len(found), len(right), len(right) - len(wrong), len(must_hold), exact, tuple(faults))


def said_of(line: Mapping[str, Any]) -> str:
    """Outcome and reason of an exported line, as a truth tells them."""
    reason = "" if line["outcome"] == "unreachable" else line["reason"] or ""
    return f"{line['outcome']} {reason}".strip()


def _has_head(one: Asked) -> bool:
    return b"\r\n\r\n" in one.answer.raw or b"\n\n" in one.answer.raw


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


class _Records:
    """Every record of a workspace by its place, read with warcio: whose body it holds."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._bodies: dict[str, str] = {}  # record id → digest of the body
        self._refers: dict[str, str] = {}
        self._places: dict[tuple[str, int], str] = {}
        for path in sorted((workspace / "captures").rglob("*.warc.gz*")):
            self._read(path)

    def _read(self, path: Path) -> None:
        with io.BytesIO(path.read_bytes()) as stream:
            members = ArchiveIterator(stream, no_record_parse=True)
            for one in members:
                headers = {name.lower(): value for name, value in one.rec_headers.headers}
                block, name = one.raw_stream.read(), headers["warc-record-id"]
                self._places[str(path.relative_to(self._workspace)), members.get_record_offset()] = name
                if one.rec_type == "revisit":
                    self._refers[name] = headers.get("warc-refers-to", "")
                elif one.rec_type == "response":
                    ends = [at + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if (at := block.find(mark)) >= 0]
                    self._bodies[name] = _digest(block[min(ends, default=0) :])

    def body(self, line: Mapping[str, Any]) -> str | None:
        """The digest of the body that an exported line points at; None where it points at no answer."""
        name = self._places.get((str(line["warc"]), line["offset"] or 0))
        return self._bodies.get(self._refers.get(name, name)) if name else None
