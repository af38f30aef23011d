"""Learning a template: what a few pages of one shape have in common, proved on the same pages."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from migrate.charset import decode
from migrate.extract.body import common
from migrate.extract.dom import outline
from migrate.extract.embedded import readable
from migrate.extract.fields import crumb_block
from migrate.extract.files import areas
from migrate.extract.page import MAX_BYTES, Asked, Look, look_through, read_looked
from migrate.extract.rules import ExtractRules, vocabulary
from migrate.extract.shapes import selectors_of, shape_of
from migrate.extract.templates import Template, agree, read_by_template
from migrate.model import Kind, Page

LEAST_SAMPLES = 3
MOST_SAMPLES = 5
LEAST_SHARE = 0.6  # of the pages that a selector must fit, and that the template must read as the general way does
MOST_INFO = 600  # characters of the lines between title and text
_PARTS = ("area", "body", "title", "info", "column")


@dataclass(frozen=True)
class Sample:
    """One captured page of a column."""

    body: bytes
    url: str
    declared_charset: str | None


@dataclass(frozen=True)
class _Studied:
    """A sample as the general way reads it, and for each part of it the selectors that find it."""

    sample: Sample
    page: Page
    selectors: dict[str, tuple[str, ...]]


def learn(samples: Sequence[Sample], *, rules: ExtractRules, home_url: str) -> Template | None:
    """Give the template of pages of one shape; None where they have too little in common to be one column."""
    studied = [one for sample in samples[:MOST_SAMPLES] if (one := _study(sample, rules, home_url))]
    if len(studied) < LEAST_SAMPLES:
        return None
    parts = {part: _agreed([one.selectors[part] for one in studied]) for part in _PARTS}
    if not parts["area"] or not parts["body"]:
        return None
    template = Template(
        shape_of(studied[0].sample.url), parts["area"], parts["body"], parts["title"], parts["info"], parts["column"]
    )
    if _proved(template, studied, rules, home_url) < LEAST_SHARE:
        return None
    quick = replace(template, quick=True)
    return quick if _proved(quick, studied, rules, home_url) == 1 else template


def _study(sample: Sample, rules: ExtractRules, home_url: str) -> _Studied | None:
    text = decode(sample.body[:MAX_BYTES], sample.declared_charset)
    asked = Asked(sample.url, text, vocabulary(rules), home_url)
    look = look_through(outline(readable(text.text)), asked)
    if look.choice is None or look.page.cut:
        return None
    blocks = dict(_blocks(look, asked))
    selectors = {
        part: tuple(selectors_of(look.page, blocks[part])) if blocks.get(part, -1) >= 0 else () for part in _PARTS
    }
    page = read_looked(look, asked)
    return _Studied(sample, page, selectors) if page.kind is Kind.ARTICLE else None


def _blocks(look: Look, asked: Asked) -> Iterator[tuple[str, int]]:
    page, choice = look.page, look.choice
    if choice is None:
        return
    title = _around(look, look.title.place, look.title.finish)
    info = _info(look)
    area = areas(page, choice)[1]
    for part in (title, info):
        area = common(page, area, part) if part >= 0 else area
    yield from (("area", area), ("body", choice.block), ("title", title), ("info", info))
    yield "column", crumb_block(page, asked.words, asked.url, asked.home_url)


def _around(look: Look, begin: int, finish: int) -> int:
    """The smallest block around a stretch of the text; -1 where there is none."""
    if begin < 0:
        return -1
    best = -1
    for index, block in enumerate(look.page.blocks):
        if block.begin > begin:
            break
        if block.finish >= finish:
            best = index
    return best


def _info(look: Look) -> int:
    """The block of the lines between title and text; -1 where it holds one of the two as well."""
    start, finish = look.title.finish, look.span[0]
    between = [line for line in look.lines if max(0, start) <= line.begin < finish and line.finish <= finish]
    labels = [line for line in between if line.label]
    wanted = between if start >= 0 and finish - start <= MOST_INFO else labels
    if not wanted:
        return -1
    index = _around(look, wanted[0].begin, wanted[-1].finish)
    block = look.page.blocks[index]
    return -1 if block.finish > finish + 1 or block.begin <= look.title.place < block.finish else index


def _agreed(offers: Sequence[tuple[str, ...]]) -> str:
    """The selector that most pages share, the most telling of them."""
    counted = Counter(select for one in offers for select in dict.fromkeys(one))
    if not counted:
        return ""
    most = max(counted.values())
    if most < LEAST_SHARE * len(offers):
        return ""
    return next(select for one in offers for select in one if counted[select] == most)


def _proved(template: Template, studied: Sequence[_Studied], rules: ExtractRules, home_url: str) -> float:
    """The share of the pages that the template reads as the general way did."""
    same = 0
    for one in studied:
        sample = one.sample
        read = read_by_template(
            template, sample.body, sample.url, declared_charset=sample.declared_charset, rules=rules, home_url=home_url
        )
        same += isinstance(read, Page) and agree(read, one.page)
    return same / len(studied)
