"""Learning a template: what a few pages of one shape have in common, proved on the same pages."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from migrate.extract.body import common
from migrate.extract.fields import crumb_block
from migrate.extract.files import areas
from migrate.extract.page import Asked, Look, Paper, read_paper, unfolded
from migrate.extract.rules import ExtractRules
from migrate.extract.shapes import selectors_of, shape_of
from migrate.extract.templates import Template, agree, fitted
from migrate.model import Page

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
class Studied:
    """A sample as the general way reads it, and for each part of it the selectors that find it."""

    sample: Sample
    page: Page
    selectors: dict[str, tuple[str, ...]]


def learn(samples: Sequence[Sample | Studied], *, rules: ExtractRules, home_url: str) -> Template | None:
    """Give the template of pages of one shape; None where they have too little in common to be one column."""
    seen = (one if isinstance(one, Studied) else _study(one, rules, home_url) for one in samples[:MOST_SAMPLES])
    studied = [one for one in seen if one is not None]
    if len(studied) < LEAST_SAMPLES:
        return None
    parts = {part: _agreed([one.selectors[part] for one in studied]) for part in _PARTS}
    if not parts["area"] or not parts["body"]:
        return None
    template = Template(
        shape_of(studied[0].sample.url), parts["area"], parts["body"], parts["title"], parts["info"], parts["column"]
    )
    papers = [unfolded(one.sample.body, one.sample.declared_charset) for one in studied]
    proofs = list(zip(studied, papers, strict=True))
    if not _proved(template, proofs, rules, home_url, LEAST_SHARE):
        return None
    quick = replace(template, quick=True)
    offers = (quick, replace(quick, info="")) if quick.info else (quick,)  # the label line may be more than one block
    return next((one for one in offers if _proved(one, proofs, rules, home_url, 1)), template)


def _study(sample: Sample, rules: ExtractRules, home_url: str) -> Studied | None:
    paper = unfolded(sample.body, sample.declared_charset)
    return read_and_study(sample, paper, rules=rules, home_url=home_url)[1]


def read_and_study(sample: Sample, paper: Paper, *, rules: ExtractRules, home_url: str) -> tuple[Page, Studied | None]:
    """Read a page the general way, and give what there is to learn from it; None where it is no whole article."""
    selectors: dict[str, tuple[str, ...]] = {}

    def study(look: Look, asked: Asked) -> None:
        if not look.page.cut:
            blocks = dict(_blocks(look, asked))
            for part in _PARTS:
                selectors[part] = tuple(selectors_of(look.page, blocks[part])) if blocks.get(part, -1) >= 0 else ()

    page = read_paper(paper, sample.url, rules=rules, home_url=home_url, study=study)
    return page, Studied(sample, page, selectors) if selectors else None


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


def _proved(
    template: Template, studied: Sequence[tuple[Studied, Paper]], rules: ExtractRules, home_url: str, share: float
) -> bool:
    """Tell whether the template reads at least this share of the pages as the general way did."""
    same = other = 0
    for one, paper in studied:
        read = fitted(template, paper, one.sample.url, rules=rules, home_url=home_url)
        agreed = isinstance(read, Page) and agree(read, one.page)
        same, other = same + agreed, other + (not agreed)
        if same >= share * len(studied):
            return True
        if len(studied) - other < share * len(studied):
            return False
    return False
