"""Reading the pages of one site in a row: templates are learned on the way, applied, and doubted."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from migrate.extract.learn import LEAST_SAMPLES, MOST_SAMPLES, Sample, Studied, learn, read_and_study
from migrate.extract.page import Paper, read_paper, unfolded
from migrate.extract.rules import ExtractRules
from migrate.extract.shapes import shape_of
from migrate.extract.templates import Template, Unfit, agree, fitted
from migrate.model import Kind, Page

SECOND_LOOK = 50  # one page in so many is read a second time, the general way
SURE_LOOKS = 5  # in a row that agreed, after which second looks are rarer
RARE_LOOK = 250  # one page in so many then, until one says otherwise
MOST_SHAPES = 2000  # of a site that samples are kept of
MOST_TRIES = 3  # at learning one shape; what has no template then is read the general way
MOST_DOUBTS = 3  # second looks that said otherwise
MOST_TEMPLATES = 4  # of one shape: a site is redesigned every few years
LARGEST_SAMPLE = 1 << 20  # bytes of a page that is kept as a sample
MOST_USUAL = 5000  # lines around the bodies of one template that are remembered
FALLBACK = "fallback"  # said in `method`: a template is known for such pages, and this one does not fit it
DOUBT = "doubt"  # said in `method`: the general reading says otherwise


class SiteReader:
    """Holds what is known of one site's templates while its pages are read; `counts` says how often each way was taken.

    `known` may hold templates of earlier runs or those that a person corrected.
    """

    def __init__(self, rules: ExtractRules, home_url: str, known: Iterable[Template] = ()) -> None:
        self.rules = rules
        self.home_url = home_url
        self.counts: Counter[str] = Counter()
        self.learned: dict[Template, tuple[str, ...]] = {}  # and the addresses of the pages it was learned from
        self._known: defaultdict[str, list[Template]] = defaultdict(list)
        self._samples: defaultdict[str, list[Sample | Studied]] = defaultdict(list)
        self._tries: Counter[str] = Counter()
        self._usual: defaultdict[Template, set[str]] = defaultdict(set)  # lines around the bodies of its pages
        self._looks: Counter[Template] = Counter()  # that agreed, since the last that did not
        self._doubts: Counter[Template] = Counter()
        for template in known:
            self._known[template.shape].append(template)

    def read(self, body: bytes, url: str, *, declared_charset: str | None) -> Page:
        """Read a page by its column's template, or the general way where none fits; bounded, never raises."""
        shape, paper = shape_of(url), unfolded(body, declared_charset)
        unfit: list[tuple[set[str], Unfit]] = []
        for template in self._known.get(shape, ()):
            usual = self._usual[template]
            read = fitted(template, paper, url, rules=self.rules, home_url=self.home_url, usual=usual)
            if isinstance(read, Page):
                return self._looked_at_again(read, body, paper, template)
            unfit.append((usual, read))
        sample = Sample(body, url, declared_charset)
        studied: Studied | None = None
        if self._wants(shape, sample):
            page, studied = read_and_study(sample, paper, rules=self.rules, home_url=self.home_url)
        else:
            page = read_paper(paper, url, rules=self.rules, home_url=self.home_url)
        if page.kind is not Kind.ARTICLE:
            return page
        for usual, read in unfit:
            if read.read is not None and len(usual) < MOST_USUAL and agree(read.read, page):
                usual |= read.beside  # the body was whole: what stands around it is none of the article
        expected = bool(self._known.get(shape))
        self.gather(studied or sample)
        if not expected:
            self.counts["general"] += 1
            return page
        self.counts[FALLBACK] += 1
        return replace(page, method=f"{page.method}+{FALLBACK}")

    def read_named(self, body: bytes, url: str, *, declared_charset: str | None, named: str) -> Page:
        """Read a page that says little of itself as the article that a list names by this title."""
        paper = unfolded(body, declared_charset)
        return read_paper(paper, url, rules=self.rules, home_url=self.home_url, named=named)

    def gather(self, one: Sample | Studied) -> None:
        """Keep an article page that no template fits; enough of one shape are learned from."""
        sample = one.sample if isinstance(one, Studied) else one
        shape = shape_of(sample.url)
        if not self._wants(shape, sample):
            return
        self._samples[shape].append(one)
        if len(self._samples[shape]) >= MOST_SAMPLES:
            self._learn(shape)

    def _wants(self, shape: str, sample: Sample) -> bool:
        full = len(self._known.get(shape, ())) >= MOST_TEMPLATES or self._tries[shape] >= MOST_TRIES
        if full or len(sample.body) > LARGEST_SAMPLE:
            return False
        return shape in self._samples or len(self._samples) <= MOST_SHAPES

    def finish(self) -> None:
        """Learn from the columns that have only a few pages, for the next time."""
        for shape in [shape for shape, kept in self._samples.items() if len(kept) >= LEAST_SAMPLES]:
            self._learn(shape)

    def _learn(self, shape: str) -> None:
        samples = self._samples.pop(shape)
        self._tries[shape] += 1
        template = learn(samples, rules=self.rules, home_url=self.home_url)
        if template is not None and template not in self._known[shape]:
            self._known[shape].append(template)
            self.learned[template] = tuple((one.sample if isinstance(one, Studied) else one).url for one in samples)

    def _looked_at_again(self, page: Page, body: bytes, paper: Paper, template: Template) -> Page:
        """Some pages are read the general way too; where the two say different things, the page is marked.

        A template learned on this run that is doubted again and again is given up.
        """
        self.counts["template"] += 1
        if zlib.crc32(body) % (SECOND_LOOK if self._looks[template] < SURE_LOOKS else RARE_LOOK):
            return page
        if agree(page, read_paper(paper, page.url, rules=self.rules, home_url=self.home_url)):
            self._looks[template] += 1
            return page
        self._looks[template] = 0
        self.counts[DOUBT] += 1
        self._doubts[template] += 1
        if self._doubts[template] >= MOST_DOUBTS and template in self.learned:
            del self.learned[template]
            self._known[template.shape].remove(template)
        return replace(page, method=f"{page.method}+{DOUBT}")
