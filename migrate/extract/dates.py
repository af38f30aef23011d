"""Publish dates: what is written, read without inventing anything.

Order of trust: labelled and visible beside 来源 > 发布时间 > unlabelled between title and text > 更新时间 > meta
PubDate > the list entry. URL clocks are supporting witnesses and never chosen; 成文日期, 生成日期 and dates of
the text are no witnesses at all.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from migrate.extract.dom import Outline, squeezed
from migrate.extract.rules import CLOCK, DATE, Vocabulary
from migrate.model import DateEvidence, Entry, Page

EARLIEST_YEAR = 1949  # documents older than the web are published with their own date
LATEST_YEAR = 2099
NEAR_SOURCE = 160  # characters between the date and the 来源 of one line or box
LONGEST_LABEL = 60  # characters of a label with its spaces and signs
LONGEST_ROW = 300  # characters; longer table rows lay out a page
TITLE_AND_BOX = 260  # characters of a title and a box above it
LONGEST_BELOW = 200  # characters below a text that are looked at
DAY_CHARS = 10  # of a day without its clock
MOST_LINKS = 4
_ROW_TAGS = frozenset({"li", "dd", "dl", "tr"})
VISIBLE = "visible"  # where a witness stands: visible, `meta <name>`, list, url
# How much each kind of witness weighs. A labelled date on the page outweighs the meta tag (which holds the day of an
# earlier migration on one page in ten) and the list (which many systems print from the same field as the tag), but not
# both of them together with the clock in the address.
WEIGHTS = {VISIBLE: 2.0, "meta": 1.0, "list": 1.0, "url": 0.5}
SUPPORTING = frozenset({"url"})

_WIDE = re.compile("[０-９／－．]")
_FOREIGN = re.compile("[０-９：／－．　]")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：／－．　", "0123456789:/-. ")
_DIGITS = {**dict(zip("零一二三四五六七八九", range(10), strict=True)), "○": 0, "〇": 0, "O": 0, "o": 0, "0": 0}
_LOOSE = re.compile(DATE + CLOCK)
_PARTS = re.compile(r"([12]\d{3})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)\s?日?")
_CHINESE = re.compile(
    r"([一二][○〇零Oo0一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_ENGLISH = re.compile(
    rf"\b(?:(?P<first>[0-3]?\d)(?:st|nd|rd|th)?\s)?(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
    r"\s(?:(?P<second>[0-3]?\d)(?:st|nd|rd|th)?,?\s)?(?P<year>(?:19|20)\d\d)\b"
)
_BOXES = re.compile(
    r"(?<=\n)\s*(?P<day>[0-3]\d)\s*日?\s*(?P<year>(?:19|20)\d\d)\s?[-/.年]\s?(?P<month>[01]?\d)\s*月?\s*(?=\n)"
)
_TIME = re.compile(
    r"(上午|下午)?\s*([0-2]?\d)[:：时]([0-5]\d|\d(?=分))(?:[:：分][0-5]\d)?(?:\.\d+)?\s*秒?\s*([AaPp][Mm])?"
)
_URL_CLOCKS = (
    re.compile(r"/t((?:19|20)\d\d)([01]\d)([0-3]\d)_\d+\.\w+$"),
    re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/"),
    re.compile(r"/((?:19|20)\d\d)-([01]\d)/([0-3]\d)/"),
    re.compile(r"/((?:19|20)\d\d)/([01]\d)([0-3]\d)/"),
    re.compile(r"/((?:19|20)\d\d)([01]\d)([0-3]\d)/"),
    re.compile(r"[/=]((?:19|20)\d\d)([01]\d)([0-3]\d)\d{6,20}(?:/|\.|$)"),
)


def folded(text: str) -> str:
    """Give text with full-width digits and date signs as plain ones; its length stays."""
    return text.translate(_FULL_WIDTH) if _FOREIGN.search(text) else text


def read_date(text: str) -> str | None:
    """Read the first date of a text: `YYYY-MM-DD HH:MM`, or the date alone; None where there is none or it cannot be.

    >>> read_date("发布时间：２０１７年３月８日 下午2:05")
    '2017-03-08 14:05'
    >>> read_date("二〇一〇年十二月三十一日")
    '2010-12-31'
    >>> read_date("2017-02-30") is None
    True
    """
    plain = folded(text)
    found = _PARTS.search(plain)
    if found:
        parts = tuple(int(part) for part in found.groups())
    else:
        found = _CHINESE.search(plain)
        if not found:
            return None
        parts = (_year(found[1]), _number(found[2]), _number(found[3]))
    day = _day(*parts)
    return None if day is None else day + _clock(plain[found.end() : found.end() + 24])


def _day(year: int, month: int, day: int) -> str | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _clock(after: str) -> str:
    found = _TIME.match(re.sub(r"^\s*(?:星期.|周.|T)?\s*", "", after))
    if not found:
        return ""
    hour = int(found[2])
    afternoon = found[1] == "下午" or (found[4] or "").lower() == "pm"
    hour = hour + 12 if afternoon and hour < 12 else hour
    return f" {hour:02}:{found[3]:0>2}" if hour < 24 else ""


def _year(digits: str) -> int:
    return int("".join(str(_DIGITS[digit]) for digit in digits))


def _number(digits: str) -> int:
    tens, ten, ones = digits.rpartition("十")
    if not ten:
        return _DIGITS.get(digits, 99) if len(digits) == 1 else 99
    return (_DIGITS.get(tens, 9) if tens else 1) * 10 + (_DIGITS.get(ones, 99) if ones else 0)


def witnesses(
    page: Outline,
    url: str,
    metas: Mapping[str, str],
    words: Vocabulary,
    span: tuple[int, int],
    title_end: int,
    foot: int = 1 << 60,
) -> tuple[DateEvidence, ...]:
    """Give every witness for the publish date, the most trusted first.

    `span` is the body in the flat text; at the foot of the page, from `foot` on, stands when the site was changed.
    """
    found_there = _visible(page, words, span, title_end, foot)
    visible = [found for _, found in sorted(found_there, key=lambda item: item[0])]
    found = dict.fromkeys([*visible, *_from_metas(metas, words), *_from_url(url)])
    return tuple(found)


def chosen(evidence: tuple[DateEvidence, ...]) -> str | None:
    """Give the date on whose day the weightiest witnesses agree, with the time that the first of them knows.

    Each kind of witness speaks once, by its first. On equal weight the one that comes first wins; supporting
    witnesses strengthen a day that another names, and alone give none.
    """
    first: dict[str, DateEvidence] = {}
    for witness in evidence:
        first.setdefault(_kind(witness), witness)
    weights: dict[str, float] = {}
    for kind, witness in first.items():
        if kind not in SUPPORTING:
            weights.setdefault(_day_of(witness), 0.0)
    for kind, witness in first.items():
        if _day_of(witness) in weights:
            weights[_day_of(witness)] += WEIGHTS[kind]
    if not weights:
        return None
    day = max(weights, key=lambda one: weights[one])
    said = [one.published_at for one in evidence if _day_of(one) == day and one.where not in SUPPORTING]
    return next((one for one in said if len(one) > len(day)), day)


def _kind(witness: DateEvidence) -> str:
    return "meta" if witness.where.startswith("meta") else witness.where


def _day_of(witness: DateEvidence) -> str:
    return witness.published_at[:10]


def with_entry(page: Page, entry: Entry) -> Page:
    """Give the page with a list's row as one more witness; the date is taken from it where the page gives none."""
    if not entry.published_at:
        return page
    witness = DateEvidence("list", entry.title, entry.published_at)
    if witness in page.date_evidence:
        return page
    own = [known for known in page.date_evidence if known.where not in SUPPORTING]
    rest = [known for known in page.date_evidence if known.where in SUPPORTING]
    evidence = (*own, witness, *rest)
    return replace(page, date_evidence=evidence, published_at=chosen(evidence))


def _visible(
    page: Outline, words: Vocabulary, span: tuple[int, int], title_end: int, foot: int
) -> Iterator[tuple[tuple[int, int], DateEvidence]]:
    text = folded(page.text) if _WIDE.search(page.text) else page.text
    begin, finish = span
    rows = row_spans(page)
    for date_found in _LOOSE.finditer(text):  # dates are few, labels are many
        start = date_found.start()
        if begin <= start < finish or start >= foot or in_row(rows, start):
            continue
        label = words.dating.search(text, max(0, start - LONGEST_LABEL), start)
        if label is None or label["never"]:
            continue
        published_at = read_date(date_found[0])
        if published_at:
            said_there = squeezed(page.text[label.start() : date_found.end()])
            around = text[max(0, label.start() - NEAR_SOURCE) : date_found.end() + NEAR_SOURCE]
            rank = _rank(label, around, words)
            yield (rank, _distance(start, span)), DateEvidence(VISIBLE, said_there, published_at)
    yield from _unlabelled(page, words, (title_end, begin), rows)
    yield from _just_below(page, words, (finish, foot), rows)
    yield from _machine_read(page, (title_end, begin), rows)
    yield from _in_two_boxes(page, (title_end, begin), rows)
    yield from _in_english(page, (title_end, begin), rows)


def _rank(found: re.Match[str], around: str, words: Vocabulary) -> int:
    beside = words.sourced.search(around) is not None
    if found["published"]:
        return 0 if beside else 1
    if found["plain"]:
        return 1 if beside else 3
    return 4


def _machine_read(
    page: Outline, between: tuple[int, int], rows: list[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], DateEvidence]]:
    """`<time datetime>` between title and body, where the day that is shown may lack its year."""
    for block in page.blocks:
        if block.tag == "time" and between[0] <= block.begin < between[1] and not in_row(rows, block.begin):
            said = squeezed(block.attributes.get("datetime") or "")
            published_at = read_date(said)
            if published_at:
                yield (2, between[1] - block.begin), DateEvidence(VISIBLE, said, published_at)


def _in_two_boxes(
    page: Outline, between: tuple[int, int], rows: list[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], DateEvidence]]:
    """The day large in one box, year and month small in another, around the title."""
    start, finish = max(0, between[0] - TITLE_AND_BOX), between[1]
    if not 0 < between[0] < finish <= between[0] + 2000:
        return
    for found in _BOXES.finditer(page.text, start, finish):
        day = _day(int(found["year"]), int(found["month"]), int(found["day"]))
        if day and not in_row(rows, found.start()):
            yield (3, finish - found.start()), DateEvidence(VISIBLE, squeezed(found[0]), day)


def _just_below(
    page: Outline, words: Vocabulary, below: tuple[int, int], rows: list[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], DateEvidence]]:
    """The first line below the text, where it holds a day and a clock (`2016-03-20 14:06 | 县委宣传部`)."""
    said = page.text[below[0] : min(below[1], below[0] + LONGEST_BELOW)].lstrip()
    line = said.split("\n")[0]
    found = _LOOSE.match(folded(line)) if len(line) < LONGEST_BELOW // 2 else None
    published_at = read_date(found[0]) if found else None
    if published_at and len(published_at) > DAY_CHARS and not in_row(rows, below[0]):
        yield (3, 0), DateEvidence(VISIBLE, squeezed(line), published_at)


def _in_english(
    page: Outline, between: tuple[int, int], rows: list[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], DateEvidence]]:
    """March 5, 2019 or 5 Mar. 2019 between title and text."""
    if not 0 <= between[0] < between[1] <= between[0] + 2000:
        return
    for found in _ENGLISH.finditer(page.text, *between):
        number = found["first"] or found["second"]
        day = _day(int(found["year"]), _MONTHS.index(found["month"]) + 1, int(number)) if number else None
        if day and not in_row(rows, found.start()):
            yield (2, between[1] - found.start()), DateEvidence(VISIBLE, squeezed(found[0]), day)


def _unlabelled(
    page: Outline, words: Vocabulary, between: tuple[int, int], rows: list[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], DateEvidence]]:
    """Dates without a label in the short lines between title and body (`2021年06月10日 17:35 来源：…`)."""
    start, finish = between
    if not 0 <= start < finish <= start + 2000:
        return
    place = start
    for line in page.text[start:finish].split("\n"):
        found = _LOOSE.search(folded(line))
        fresh = found and len(line) <= 150 and not in_row(rows, place) and not words.dated.search(folded(line))
        if found and fresh and not any(word in line[: found.start()] for word in words.lists["labels.never"]):
            published_at = read_date(found[0])
            if published_at:
                yield (2, finish - place), DateEvidence(VISIBLE, squeezed(line), published_at)
        place += len(line) + 1


def row_spans(page: Outline) -> list[tuple[int, int]]:
    """Give the places of list rows, in order, not overlapping; rows are links first of all, their dates not ours."""
    if page.row_spans is not None:
        return page.row_spans
    spans: list[tuple[int, int]] = []
    for block in page.blocks:
        if block.tag not in _ROW_TAGS or block.chars >= LONGEST_ROW or block.links > MOST_LINKS:
            continue
        if block.linked >= 8 and block.linked * 2 > block.chars and (not spans or block.begin >= spans[-1][1]):
            spans.append((block.begin, block.finish))
    page.row_spans = spans
    return spans


def in_row(spans: list[tuple[int, int]], place: int) -> bool:
    """Tell whether a place of the flat text stands in one of the rows."""
    index = bisect_right(spans, (place, 1 << 60)) - 1
    return index >= 0 and place < spans[index][1]


def _distance(place: int, span: tuple[int, int]) -> int:
    begin, finish = span
    return begin - place if place < begin else 100_000 + place - finish


def _from_metas(metas: Mapping[str, str], words: Vocabulary) -> Iterator[DateEvidence]:
    for name in words.lists["meta.published"]:
        value = metas.get(name, "")
        published_at = read_date(value)
        if published_at:
            yield DateEvidence(f"meta {name}", value, published_at)


def _from_url(url: str) -> Iterator[DateEvidence]:
    try:
        path = urlsplit(url).path
    except ValueError:
        return
    for clock in _URL_CLOCKS:
        found = clock.search(path)
        day = _day(*(int(part) for part in found.groups())) if found else None
        if found and day:
            yield DateEvidence("url", found[0], day)
            return
