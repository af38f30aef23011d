"""Search over titles and text of an archive that lies on a disk: an index of pairs of characters, cut into scripts.

A page that was opened from a disk may not read files, but it may load scripts beside it; `templates/search.js` loads
those that a query needs, and no others. Pages are numbered newest first. `grams-N.js` hold, in order of the pairs, the
numbers of the pages with a pair in the title and in the text; `texts-N.js` hold the pages themselves, for the found
ones; `index.js` says where each of these files begins.

Chinese has no blanks between words, so a word is looked up by its pairs of neighbouring letters and then verified in
the text. The last letter of a row stands alone too, so that a single letter can be looked up by what begins with it.
"""

import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from archive.directory.own_files import SEARCH_POLICY, TEMPLATES, OwnFiles
from archive.directory.shelf import ArchivedPage

FOLDER = "_search"
PAGE = "search.html"
SHARD = 128 << 10  # bytes of a file of the index; one entry may pass it
MAX_TEXT = 200_000  # characters of one page that can be found; a longer text is no text that people read
BUFFER = 48 << 20  # bytes of numbers held in memory at once
GRAM_BYTES, NUMBER_BYTES = 200, 9  # what a pair and a number cost there
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
HALF = len(DIGITS) // 2
Held = defaultdict[str, list[int]]  # pair → numbers of pages

_RUN = re.compile(r"[^\W_]+")
_LINE_ENDS = {0x2028: "\\u2028", 0x2029: "\\u2029"}  # older browsers take them for the end of a script's line


class Found(NamedTuple):
    """What a page can be found by: its title, and its text where it has one."""

    page: ArchivedPage
    text: str


@dataclass(frozen=True)
class SearchIndex:
    """What was written: so many pages, files and bytes."""

    pages: int
    files: int
    size: int


class _Plain(dict[int, str]):
    """One character as it is compared; filled as characters come up, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = normalize("NFKC", chr(code)).lower()
        return plain


_PLAIN = _Plain()


def plain(text: str) -> str:
    """The text as it is compared: full width and half width, capital and small letters are the same.

    >>> plain("ＷＴＯ第３次")
    'wto第3次'
    """
    return text.translate(_PLAIN)


def grams(text: str) -> set[str]:
    """The pairs of neighbouring letters and digits in a text, and the last one of each row alone.

    >>> sorted(grams("农机 A1，机"))
    ['1', 'a1', '农机', '机']
    """
    found: set[str] = set()
    for run in _RUN.findall(plain(text)):
        found.update(map("".join, pairwise(run)), run[-1])
    return found


def deltas(numbers: Iterable[int], before: int = 0) -> str:
    """Rising numbers as text, each as its distance from the one before, five bits a character.

    >>> deltas([1, 2, 40])
    'BBmB'
    """
    told = []
    for number in numbers:
        distance = number - before
        told.append(_SHORT[distance] if distance < len(_SHORT) else _distance(distance))
        before = number
    return "".join(told)


def _distance(number: int) -> str:
    told = ""
    while number >= HALF:
        told += DIGITS[HALF + number % HALF]
        number //= HALF
    return told + DIGITS[number]


_SHORT = [_distance(number) for number in range(1 << 15)]


def write_search(own: OwnFiles, name: str, found: Iterable[Found]) -> SearchIndex:
    """The site's search page and its index stand; `found` comes newest first and is gone through once."""
    with tempfile.TemporaryDirectory(prefix="search-") as scratch:
        postings, texts = _Postings(Path(scratch)), _Shards(own, "texts", "[{}]", ",\n")
        number = 0
        for page, whole in found:
            text = whole[:MAX_TEXT]
            texts.add(number, _told(page, text))
            postings.add(number, grams(page.title), grams(text))
            number += 1
        pairs = _Shards(own, "grams", "`\n{}\n`", "\n")  # letters, digits and tabs: nothing that ends such a string
        for gram, line in postings.lines():
            pairs.add(gram, line)
        texts.end()
        pairs.end()
    own.put(f"{FOLDER}/index.js", [_script({"pages": number, "grams": pairs.firsts, "texts": texts.firsts})])
    own.put(f"{FOLDER}/search.js", [(TEMPLATES / "search.js").read_bytes()])
    index = _measured(own, number)
    values = {"name": name, "across": False, "pages": number, "most_text": MAX_TEXT}
    values |= {"index_files": index.files, "index_size": index.size}
    own.put_page(PAGE, "search.html", values, policy=SEARCH_POLICY)
    return index


def write_search_across(own: OwnFiles, title: str, sites: Sequence[tuple[str, str]]) -> None:
    """The archive's own search page stands: over the names of its sites (folder, name) and their pages' titles."""
    own.put(f"{FOLDER}/index.js", [_script({"sites": [[folder, name] for folder, name in sites]})])
    own.put(f"{FOLDER}/search.js", [(TEMPLATES / "search.js").read_bytes()])
    values = {"name": title, "across": True, "pages": 0, "most_text": 0, "index_files": 0, "index_size": 0}
    own.put_page(PAGE, "search.html", values, policy=SEARCH_POLICY)


def _measured(own: OwnFiles, pages: int) -> SearchIndex:
    sizes = [size for name, (size, _) in own.written.items() if name.startswith(f"{FOLDER}/")]
    return SearchIndex(pages, len(sizes), sum(sizes))


def _told(page: ArchivedPage, text: str) -> str:
    columns = "；".join(" › ".join(path) for path in page.columns)
    return _json([page.title, (page.published_at or "")[:10], columns, page.file, text])


def _script(value: Mapping[str, object]) -> bytes:
    return f"archiveIndex({_json(value)});\n".encode()


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_LINE_ENDS)
    return text.encode("utf-8", "replace").decode()


class _Shards:
    """Entries on their way into numbered files of bounded size; `firsts` are the keys with which the files begin."""

    def __init__(self, own: OwnFiles, stem: str, frame: str, joint: str) -> None:
        self._own, self._stem, self._joint = own, stem, joint
        self._opening, self._closing = frame.split("{}")
        self.firsts: list[int | str] = []
        self._waiting: list[str] = []
        self._size = 0

    def add(self, key: int | str, entry: str) -> None:
        """One more entry; a full file is written."""
        size = len(entry.encode())
        if self._waiting and self._size + size > SHARD:
            self.end()
        if not self._waiting:
            self.firsts.append(key)
        self._waiting.append(entry)
        self._size += size + len(self._joint)

    def end(self) -> None:
        """What waits is written."""
        if self._waiting:
            text = f"archiveIndex({self._opening}{self._joint.join(self._waiting)}{self._closing});\n"
            self._own.put(f"{FOLDER}/{self._stem}-{len(self.firsts)}.js", [text.encode()])
        self._waiting, self._size = [], 0


class _Postings:
    """Which pages have which pair: gathered in memory, sorted out to files, merged at the end."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._files: list[Path] = []
        self._fields: tuple[Held, Held] = (defaultdict(list), defaultdict(list))
        self._held = 0

    def add(self, number: int, title: set[str], text: set[str]) -> None:
        """The page of this number, higher than all before, has these pairs."""
        for held, found in zip(self._fields, (title, text), strict=True):
            for gram in found:
                held[gram].append(number)
            self._held += len(found)
        pairs = sum(map(len, self._fields))
        if self._held * NUMBER_BYTES + pairs * GRAM_BYTES >= BUFFER:
            self._sort_out()

    def lines(self) -> Iterator[tuple[str, str]]:
        """Every pair in order, with its line: the pair, the pages with it in the title, those with it in the text."""
        self._sort_out()
        for _, of_gram in groupby(merge(*map(_read_run, self._files)), key=lambda one: one.order):
            fields, last, gram = ["", ""], [0, 0], ""
            for one in of_gram:
                gram = one.gram
                fields[one.field] += _distance(one.first - last[one.field]) + one.rest
                last[one.field] = one.last
            yield gram, "\t".join((gram, *fields))

    def _sort_out(self) -> None:
        """What is held goes into a file, in order."""
        path = self._scratch / str(len(self._files))
        rows = sorted((_order(gram), field, gram) for field in (0, 1) for gram in self._fields[field])
        with path.open("w", encoding="utf-8") as stream:
            for _, field, gram in rows:
                numbers = self._fields[field][gram]
                first, last = numbers[0], numbers[-1]
                stream.write(f"{gram}\t{field}\t{first}\t{last}\t{deltas(numbers[1:], first)}\n")
        self._files.append(path)
        self._fields, self._held = (defaultdict(list), defaultdict(list)), 0


class _Posting(NamedTuple):
    """The pages of one pair in one field, as one of the sorted files has them; they compare by their first parts."""

    order: bytes
    field: int
    first: int
    last: int
    gram: str
    rest: str


def _order(gram: str) -> bytes:
    """The order in which a script compares text: by halves of 16 bits."""
    return gram.encode("utf-16-be")


def _read_run(path: Path) -> Iterator[_Posting]:
    with path.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            gram, field, first, last, rest = line.rstrip("\n").split("\t")
            yield _Posting(_order(gram), int(field), int(first), int(last), gram, rest)
