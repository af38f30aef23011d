"""Templates: where title, label line and body stand on the pages of one column, learned from a few of them.

A template only says where to look; what is read there is read as on any other page. A page that does not fit is
left to the general reading, and says so.
"""

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from migrate.extract.dom import Outline, squeezed, walked
from migrate.extract.page import Asked, Paper, look_through, read_around, read_looked, unfolded, with_around
from migrate.extract.quick import Parts, read_quick
from migrate.extract.rules import ExtractRules, vocabulary
from migrate.extract.source import join_runs
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
    """Why a template does not fit a page; `read` is what it reads there, and `beside` the lines around its body."""

    reason: str
    read: Page | None = None
    beside: frozenset[str] = frozenset()


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
    return fitted(template, unfolded(body, declared_charset), url, rules=rules, home_url=home_url)


def fitted(
    template: Template,
    paper: Paper,
    url: str,
    *,
    rules: ExtractRules,
    home_url: str,
    usual: Container[str] = frozenset(),
) -> Page | Unfit:
    """Read a page that was decoded where its template says, or give the reason why it does not fit.

    `usual`: lines that are known to stand around the bodies of such pages and to be no text of theirs.
    """
    root = LexborHTMLParser(paper.source).root
    found = _parts(root, template)
    if root is None or found is None:
        return Unfit("没有模板所指的正文")
    area, block = found
    asked = Asked(url, paper.text, vocabulary(rules), home_url, block, _part(root, template.column))
    page = _headed(root)
    page.cut = paper.cut
    around = read_around(page, asked, (0, 0))
    read = None
    if template.quick and not page.cut:
        read = read_quick(page, asked, Parts(area, _found(root, template.title), _found(root, template.info)))
    if read is None:
        read, area, block = _read_whole(template, paper, asked)
    return _checked(with_around(read, around), area, block, usual, template.quick)


def _parts(root: LexborNode | None, template: Template) -> tuple[LexborNode, LexborNode] | None:
    area = root.css_first(template.area) if root is not None else None
    block = area.css_first(template.body) if area is not None else None
    return (area, block) if area is not None and block is not None else None


def _read_whole(template: Template, paper: Paper, asked: Asked) -> tuple[Page, LexborNode, LexborNode]:
    """Read all of the area as any page is read; the tree is a new one, for the quick way may have changed its own."""
    root = LexborHTMLParser(paper.source).root
    found = _parts(root, template)
    if root is None or found is None:
        raise AssertionError("the same source has the same parts")
    area, block = found
    page = _headed(root)
    asked = replace(asked, body=block, crumbs=_part(root, template.column))
    join_runs(root)
    whole = walked(area)
    whole.root, whole.metas, whole.title, whole.cut = root, page.metas, page.title, paper.cut
    return read_looked(look_through(whole, asked), asked), area, block


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


def _checked(read: Page, area: LexborNode, block: LexborNode, usual: Container[str], proved: bool) -> Page | Unfit:
    """The page where it is a healthy article; the tree is changed, so this comes last."""
    if read.kind is not Kind.ARTICLE:
        return Unfit("按模板读出的不是文章")
    if not read.title:
        return Unfit("没有标题")
    chars = len(read.body_text)
    if not (chars or read.images or read.attachments or "<video" in read.body_html):
        return Unfit("正文是空的")
    if chars >= LEAST_BODY or read.images or "<td" in read.body_html:
        return read
    beside = _beside(area, block)
    if chars < LEAST_SHARE * (chars + sum(len(line) for line in beside if line not in usual)):
        return Unfit("正文在文章区域里所占太少", read if proved else None, frozenset(beside))
    return read


def _beside(area: LexborNode, block: LexborNode) -> list[str]:
    """The lines of the article's area outside its body that are no links."""
    while (child := block.child) is not None:
        child.remove()
    area.strip_tags(["a", "script", "style", "noscript"])
    return [plain for line in area.text(separator="\n").split("\n") if (plain := "".join(line.split()))]


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
