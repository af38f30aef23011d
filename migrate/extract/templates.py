"""Templates: where title, label line and body stand on the pages of one column, learned from a few of them.

A template only says where to look; what is read there is read as on any other page. A page that does not fit is
left to the general reading, and says so.
"""

from collections import Counter
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from migrate.charset import decode
from migrate.extract.dom import Outline, squeezed, walked
from migrate.extract.embedded import readable
from migrate.extract.page import MAX_BYTES, Asked, look_through, read_around, read_looked, with_around
from migrate.extract.quick import read_quick
from migrate.extract.rules import ExtractRules, vocabulary
from migrate.extract.source import bounded, join_runs
from migrate.model import Kind, Page

BY_TEMPLATE = "template"  # said in `method`
LEAST_BODY = 200  # characters; a shorter body in a long area is looked at twice
LEAST_SHARE = 0.2  # of the article area's characters that its body holds
LEAST_AGREEMENT = 0.9  # of two texts' lines that are the same


@dataclass(frozen=True)
class Template:
    """CSS selectors of one column's pages: the article's area, and within it body, title, label line, breadcrumb.

    `quick`: body, title and label line stand in blocks of their own and can be taken as they are.
    """

    shape: str
    area: str
    body: str
    title: str = ""
    info: str = ""
    column: str = ""
    quick: bool = False


@dataclass(frozen=True)
class Unfit:
    """Why a template does not fit a page."""

    reason: str


def usable(select: str) -> bool:
    """Tell whether a text is a selector; people write them."""
    try:
        LexborHTMLParser("<p>").css_first(select)
    except (SelectolaxError, ValueError):
        return False
    return True


def read_by_template(
    template: Template, body: bytes, url: str, *, declared_charset: str | None, rules: ExtractRules, home_url: str
) -> Page | Unfit:
    """Read a captured page where its template says, or give the reason why it does not fit."""
    text = decode(body[:MAX_BYTES], declared_charset)
    source, cut = bounded(readable(text.text))
    root = LexborHTMLParser(source).root
    area = root.css_first(template.area) if root is not None else None
    block = area.css_first(template.body) if area is not None else None
    if root is None or area is None or block is None:
        return Unfit("没有模板所指的正文")
    asked = Asked(url, text, vocabulary(rules), home_url, block, _part(root, template.column))
    page = _headed(root)
    page.cut = cut or len(body) > MAX_BYTES
    around = read_around(page, asked, (0, 0))
    read = None
    if template.quick and not page.cut:
        read = read_quick(page, asked, area, _found(root, template.title), _found(root, template.info))
    if read is None:
        join_runs(root)
        whole = walked(area)
        whole.root, whole.metas, whole.title, whole.cut = root, page.metas, page.title, page.cut
        read = read_looked(look_through(whole, asked), asked)
    return _checked(with_around(read, around), area)


def _found(root: LexborNode, select: str) -> LexborNode | None:
    return root.css_first(select) if select else None


def _part(root: LexborNode, select: str) -> Outline | None:
    found = _found(root, select)
    return walked(found) if found is not None else None


def _headed(root: LexborNode) -> Outline:
    title = root.css_first("title")
    return Outline(
        root=root,
        metas=root.css("meta"),
        title=squeezed((title.text() or "")[:2000]) if title is not None else "",
    )


def _checked(read: Page, area: LexborNode) -> Page | Unfit:
    """The page where it is a healthy article."""
    if read.kind is not Kind.ARTICLE:
        return Unfit("按模板读出的不是文章")
    if not read.title:
        return Unfit("没有标题")
    chars = len(read.body_text)
    if not (chars or read.images or read.attachments or "<video" in read.body_html):
        return Unfit("正文是空的")
    if chars < LEAST_BODY and chars < LEAST_SHARE * _own_chars(area) and not (read.images or "<td" in read.body_html):
        return Unfit("正文在文章区域里所占太少")
    return read


def _own_chars(area: LexborNode) -> int:
    links = sum(len("".join((link.text() or "").split())) for link in area.css("a"))
    return len("".join((area.text() or "").split())) - links


def agree(one: Page, other: Page) -> bool:
    """Tell whether two readings of a page say the same: title, day, source, files, and nearly all lines of text."""
    if (one.kind, one.title, one.source) != (other.kind, other.title, other.source):
        return False
    if (one.published_at or "")[:10] != (other.published_at or "")[:10]:
        return False
    files = [{file.old_url for file in (*page.images, *page.attachments)} for page in (one, other)]
    return files[0] == files[1] and similar(one.body_text, other.body_text)


def similar(one: str, other: str) -> bool:
    """Tell whether two texts have nearly all their lines in common."""
    if one == other:
        return True
    ours, theirs = _lines(one), _lines(other)
    shared = sum((ours & theirs).values())
    return shared >= LEAST_AGREEMENT * max(ours.total(), theirs.total())


def _lines(text: str) -> Counter[str]:
    counted: Counter[str] = Counter()
    for line in text.split("\n"):
        plain = "".join(line.split())
        counted[plain] += len(plain)
    return counted
