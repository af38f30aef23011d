"""What a page is: home, list, article or page, by metas, structure, labelled lines and the shape of its address."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from migrate.extract.body import Choice
from migrate.extract.dom import Outline, bare
from migrate.extract.entries import Row
from migrate.extract.meta import first
from migrate.extract.rules import Vocabulary
from migrate.extract.title import Title, ends_as_office
from migrate.model import Kind
from migrate.urls import canonical

SHORT_PAGE = 600  # characters of visible text; an error page says no more
SHORT_HEADING = 6  # characters of the headings of pages about an office (馆情, 机构概况)
LEAST_ROWS = 3
CHARS_OF_A_DAY = 12  # what a row's date takes, with brackets around it
LEAST_LABELLED_PROSE = 8  # where a publish date or a source stands above it
LEAST_PROSE = 40  # characters of text; the shortest honest notices have about sixty
_HOME_NAMES = re.compile(r"/(?:index|default|main)?(?:\.(?:s?html?|jsp|asp|aspx|php))?$", re.IGNORECASE)
_PAGER = re.compile(
    r"createPage(?:HTML)?\s*\(\s*(?:['\"][\w-]*['\"]\s*,\s*)?\d+\s*,|maxPageNum|__doPostBack\('[^']*Pager|totalPageNums|<totalrecord>|data-pagination",
    re.IGNORECASE,
)
_PRINTED_PAGER = re.compile(r"(?:下一页|下页|尾页|末页)|共\s*\d+\s*(?:页|条)|第\s*\d+\s*/\s*\d+\s*页")
_ARTICLE_URL = re.compile(
    r"/t\d{8}_\d+\.|/art_\d|/content(?:/post)?_\d|/post_\d|/content\.s?html|/info/\d+/\d+\.|/c\d+a\d+/page|/c_\d{6,}"
    r"|[?&](?:articleid|newsid|infoid|id|aid|contentid)=|/\d{4,}\.(?:s?html?|jhtml)$|/(?:show|view|detail|content|article|news_?view)\w*\.",
    re.IGNORECASE,
)
_LIST_URL = re.compile(
    r"/$|/index(?:_\d+)?\.\w+$|/\w*list\w*\.|/col/col\d+|/(?:more|class|channel|category)\w*\.",
    re.IGNORECASE,
)
_COLUMN_QUERY = re.compile(r"[?&](?:classid|catid|tid|cid|columnid)=", re.IGNORECASE)


@dataclass(frozen=True)
class Signs:
    """What was found on a page that tells what it is."""

    page: Outline
    url: str
    home_url: str
    metas: Mapping[str, str]
    title: Title
    choice: Choice | None
    find_leading: Callable[[], list[Row]]  # costly, and a page that says it is an article needs none
    labelled: bool  # a visible publish date or source outside rows
    named: bool = False  # a list of the site names the page as an article

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the list that the page is about."""
        return self.find_leading()


def kind_of(signs: Signs, words: Vocabulary) -> Kind:
    """Give the page's kind; an article is a page with one dominant block of text, table or pictures."""
    if is_home(signs.url, signs.home_url):
        return Kind.HOME
    if not signs.choice or _is_error(signs, words):
        return Kind.LIST if _lists(signs) else Kind.PAGE
    if _stated_article(signs, words):
        return Kind.ARTICLE
    if _lists(signs):
        return Kind.LIST
    if signs.named:
        return Kind.ARTICLE
    return Kind.ARTICLE if _is_article(signs) and not is_of_the_site(signs, words) else Kind.PAGE


def is_home(url: str, home_url: str) -> bool:
    """Tell whether an address is the site's home page, also by the usual names of its index file."""
    here, home = canonical(url), canonical(home_url)
    if here == home:
        return True
    return bool(
        not urlsplit(here).query
        and _HOME_NAMES.sub("/", here) == _HOME_NAMES.sub("/", home)
        and _HOME_NAMES.search(here)
    )


def _is_error(signs: Signs, words: Vocabulary) -> bool:
    text = bare(signs.page.text)
    if len(text) > SHORT_PAGE or signs.labelled or first(signs.metas, words, "published"):
        return False
    return (len(text) < 20 and not signs.page.media and not signs.named) or says_error(signs, words)


def says_error(signs: Signs, words: Vocabulary) -> bool:
    """Tell whether a short page says in words that there is nothing here."""
    said = f"{signs.page.title} {signs.page.text[:800]}"
    return len(bare(signs.page.text)) <= SHORT_PAGE and words.error.search(said) is not None


def is_of_the_site(signs: Signs, words: Vocabulary) -> bool:
    """An undated page about the office or the site, or one that visitors write into."""
    if signs.labelled or first(signs.metas, words, "published"):
        return False
    title, root = signs.title, signs.page.root
    if bare(title.text) in words.own_pages:
        return True
    if _prose(signs) < SHORT_PAGE and root is not None and root.css_first("form textarea") is not None:
        return True
    # Where <title> names the site alone and nothing else tells of an article, it is a page of the site.
    sitewide = title.origin == "title" and title.place < 0 and ends_as_office(title.text)
    named = ends_as_office(signs.page.title) and bare(title.text) not in bare(signs.page.title)
    sitewide = sitewide or (named and len(bare(title.text)) <= SHORT_HEADING)
    return sitewide and not re.search(r"\d", signs.url.rpartition("/")[2])


def _stated_article(signs: Signs, words: Vocabulary) -> bool:
    if signs.title.origin == "meta":
        return True
    said_date = first(signs.metas, words, "published")
    return bool(said_date and signs.labelled and not _has_pager(signs))


def _lists(signs: Signs) -> bool:
    if _has_script_pager(signs) and not signs.labelled:
        return True  # also where a script fills the rows
    if signs.labelled and _prose(signs) >= LEAST_PROSE and not _may_have_pager(signs):
        return False
    rows, listed = signs.rows, _row_chars(signs.rows)
    if _has_pager(signs) and (len(rows) >= 2 or not signs.choice or _is_list_url(signs.url)):
        return not (signs.labelled and _prose(signs) > listed)
    if len(rows) < LEAST_ROWS and not (rows and (_is_list_url(signs.url) or _rows_alone(signs))):
        return False
    if _text_under_heading(signs) or (signs.labelled and _prose(signs) >= LEAST_PROSE):
        return False
    dated = sum(row.entry.published_at is not None for row in rows)
    return listed * _address_share(signs.url) * (1.5 if dated >= LEAST_ROWS else 1.0) > _prose(signs)


def _rows_alone(signs: Signs) -> bool:
    """Dated rows, and beside links and their dates no text at all: a list that has only a row or two."""
    if not signs.page.blocks or not all(row.entry.published_at for row in signs.rows):
        return False
    whole = signs.page.blocks[0]
    return whole.chars - whole.linked <= CHARS_OF_A_DAY * len(signs.rows)


def _is_list_url(url: str) -> bool:
    """Tell whether an address looks like that of a list; a column's number in an article's query is none."""
    return _LIST_URL.search(url) is not None or (_COLUMN_QUERY.search(url) is not None and not _ARTICLE_URL.search(url))


def _address_share(url: str) -> float:
    """How much the shape of an address makes its rows count."""
    if _ARTICLE_URL.search(url):
        return 0.5
    return 2.0 if _is_list_url(url) else 1.0


def _text_under_heading(signs: Signs) -> bool:
    """The page's own heading, text right below it, and the rows elsewhere: rows beside an article."""
    title, choice = signs.title, signs.choice
    if choice is None or title.origin != "heading":
        return False
    if not signs.labelled and bare(title.text) not in bare(signs.page.title):
        return False
    if _prose(signs) < (LEAST_LABELLED_PROSE if signs.labelled else LEAST_PROSE):
        return False
    if _has_pager(signs) or _is_list_url(signs.url):
        return False
    places = [signs.page.blocks[row.holder].begin for row in signs.rows if row.holder >= 0]
    return not any(title.finish <= place < choice.finish for place in places)


def _row_chars(rows: list[Row]) -> int:
    return sum(row.chars for row in rows)


def _prose(signs: Signs) -> int:
    return signs.choice.weight if signs.choice else 0


def _has_script_pager(signs: Signs) -> bool:
    return any(_PAGER.search(script) for script in signs.page.scripts)


def _has_pager(signs: Signs) -> bool:
    return _has_script_pager(signs) or (_may_have_pager(signs) and len(signs.rows) >= 2)


def _may_have_pager(signs: Signs) -> bool:
    return _has_script_pager(signs) or _PRINTED_PAGER.search(signs.page.text) is not None


def _is_article(signs: Signs) -> bool:
    if signs.labelled or signs.choice is None:
        return signs.choice is not None
    if signs.choice.method != "density":
        return True
    told = bool(signs.title.text) and (signs.title.place >= 0 or signs.title.origin == "title")
    return told and (_prose(signs) >= LEAST_PROSE or bool(_ARTICLE_URL.search(signs.url)))
