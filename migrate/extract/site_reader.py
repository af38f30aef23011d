"""Reading the pages of one site in a row: templates are learned on the way, applied, and doubted."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from migrate.extract.learn import LEAST_SAMPLES, MOST_SAMPLES, Sample, learn
from migrate.extract.page import read_page
from migrate.extract.rules import ExtractRules
from migrate.extract.shapes import shape_of
from migrate.extract.templates import Template, agree, read_by_template
from migrate.model import Kind, Page

SECOND_LOOK = 50  # one page in so many is read a second time, the general way
MOST_SHAPES = 2000  # of a site that samples are kept of
MOST_TRIES = 3  # at learning one shape; what has no template then is read the general way
MOST_DOUBTS = 3  # second looks that said otherwise
MOST_TEMPLATES = 4  # of one shape: a site is redesigned every few years
LARGEST_SAMPLE = 1 << 20  # bytes of a page that is kept as a sample
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
        self._samples: defaultdict[str, list[Sample]] = defaultdict(list)
        self._tries: Counter[str] = Counter()
        self._doubts: Counter[Template] = Counter()
        for template in known:
            self._known[template.shape].append(template)

    def read(self, body: bytes, url: str, *, declared_charset: str | None) -> Page:
        """Read a page by its column's template, or the general way where none fits; bounded, never raises."""
        sample = Sample(body, url, declared_charset)
        shape = shape_of(url)
        for template in self._known.get(shape, ()):
            page = self._by(template, sample)
            if page is not None:
                return self._looked_at_again(page, sample, template)
        page = self._generally(sample)
        if page.kind is not Kind.ARTICLE:
            return page
        expected = bool(self._known.get(shape))
        self.gather(sample)
        if not expected:
            self.counts["general"] += 1
            return page
        self.counts[FALLBACK] += 1
        return replace(page, method=f"{page.method}+{FALLBACK}")

    def gather(self, sample: Sample) -> None:
        """Keep an article page that no template fits; enough of one shape are learned from."""
        shape = shape_of(sample.url)
        full = len(self._known.get(shape, ())) >= MOST_TEMPLATES or self._tries[shape] >= MOST_TRIES
        if (
            full
            or len(sample.body) > LARGEST_SAMPLE
            or (shape not in self._samples and len(self._samples) > MOST_SHAPES)
        ):
            return
        self._samples[shape].append(sample)
        if len(self._samples[shape]) >= MOST_SAMPLES:
            self._learn(shape)

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
            self.learned[template] = tuple(sample.url for sample in samples)

    def _by(self, template: Template, sample: Sample) -> Page | None:
        read = read_by_template(
            template,
            sample.body,
            sample.url,
            declared_charset=sample.declared_charset,
            rules=self.rules,
            home_url=self.home_url,
        )
        return read if isinstance(read, Page) else None

    def _generally(self, sample: Sample) -> Page:
        return read_page(
            sample.body, sample.url, declared_charset=sample.declared_charset, rules=self.rules, home_url=self.home_url
        )

    def _looked_at_again(self, page: Page, sample: Sample, template: Template) -> Page:
        """One page in fifty is read the general way too; where the two say different things, the page is marked.

        A template learned on this run that is doubted again and again is given up.
        """
        self.counts["template"] += 1
        if zlib.crc32(sample.body) % SECOND_LOOK or agree(page, self._generally(sample)):
            return page
        self.counts[DOUBT] += 1
        self._doubts[template] += 1
        if self._doubts[template] >= MOST_DOUBTS and template in self.learned:
            del self.learned[template]
            self._known[template.shape].remove(template)
        return replace(page, method=f"{page.method}+{DOUBT}")
