"""The nouns of a migration, frozen: what the stages hand to each other.

Nothing here reads, writes or decides. Times are aware (UTC) unless the name says otherwise; URLs say whose they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """分类意见: what becomes of an old site."""

    KEEP = "keep"  # 保留: it goes on as it is
    MIGRATE = "migrate"  # 迁移: its content moves to the portal
    CLOSE = "close"  # 关停: it closes; what must be kept is moved first
    UNDECIDED = "undecided"  # 待定: facts are missing, a person decides


class Action(StrEnum):
    """处置方式: the form a verdict takes."""

    PORTAL = "portal"  # the government's own portal, kept
    EXCEPTION = "exception"  # 例外: applied for and kept
    MIGRATE_CHANNEL = "migrate_channel"  # becomes columns and channels of the portal, then closes for good
    MIGRATE_SUBSITE = "migrate_subsite"  # becomes a subsite on the portal's platform
    SELF_CLOSE = "self_close"  # 自主关停注销
    ALREADY_CLOSED = "already_closed"  # nothing left to close


class Answer(StrEnum):
    """A fact's value in three-valued logic."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Evidence:
    """One fact about a site and the cells it was read from (`列标题 单元格` each); `inferred` when no cell says it."""

    fact: str
    answer: Answer
    cells: tuple[str, ...] = ()
    said: str = ""
    inferred: bool = False


@dataclass(frozen=True)
class Site:
    """网站: one old site as the clean-up sheet names it."""

    site_key: str
    site_name: str
    url: str | None
    file: str
    sheet: str | None
    row: int
    other_urls: tuple[str, ...] = ()
    also_rows: tuple[int, ...] = ()
    site_code: str | None = None
    owner: str = ""
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    wants_subsite: bool = False
    keep_content: bool = False
    original: Mapping[str, str] = field(default_factory=dict)
    owner_opinion: str = ""
    office_opinion: str = ""
    target: str = ""
    flag_cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """Why a verdict was given: the rule, its legal basis, the fact and the cells that made it hold."""

    rule: str
    basis: str
    fact: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """分类意见: verdict, action and the reasons for them."""

    site_key: str
    verdict: Verdict
    action: Action | None
    keep_content: bool
    reasons: tuple[Reason, ...]
    flags: tuple[str, ...]
    missing: tuple[str, ...]
    needs_review: bool


class Outcome(StrEnum):
    """How the life of a known URL ended; exactly one a URL. The sentences stand in the glossary."""

    PENDING = "pending"
    STORED = "stored"
    REVISIT = "revisit"
    REDIRECT = "redirect"
    ERROR = "error"
    UNREACHABLE = "unreachable"
    ALIAS = "alias"
    EXCLUDED = "excluded"
    QUARANTINED = "quarantined"


class Kind(StrEnum):
    """What a URL turned out to be."""

    HOME = "home"
    LIST = "list"
    ARTICLE = "article"
    PAGE = "page"
    ATTACHMENT = "attachment"
    IMAGE = "image"
    STYLE = "style"
    SCRIPT = "script"
    OTHER = "other"


PAGE_KINDS = frozenset({Kind.HOME, Kind.LIST, Kind.ARTICLE, Kind.PAGE})


class NoArticle(StrEnum):
    """Why a captured page is no article; the ledger and the desk say it in these words."""

    HOME = "首页"
    LIST = "列表页"
    FRAMES = "框架页，内容在各框架的页面里"
    ONWARD = "转向页，只把读者带到别的网址"
    ERROR = "以正常状态给出的错误或提示页"
    SCRIPT = "内容由脚本显示，没有可作为文章的正文"
    FORM = "供人填写、查询或登录的页面"
    OFFICE = "介绍单位或网站自身的页面"
    LINKS = "只有链接，没有正文"
    EMPTY = "没有文字、图片和附件"
    SHORT = "文字过短，也没有列表把它列为文章"
    UNNAMED = "没有可作为文章的正文"


@dataclass(frozen=True)
class Ask:
    """One request to an old site: the exact URL and, where it is asked by POST, the form as it is sent."""

    url: str
    body: str | None = None

    @property
    def method(self) -> str:
        """GET, or POST where there is a form."""
        return "GET" if self.body is None else "POST"


@dataclass(frozen=True)
class Link:
    """A URL that a page names: exact text, who named it, what the page used it for, and the form if it is a POST."""

    url: str
    named_by: str
    kind: Kind
    fallback: str | None = None
    body: str | None = None


@dataclass(frozen=True)
class Found:
    """An image or attachment that a page uses: its exact old URL, the name a reader sees, its place in the body."""

    old_url: str
    name: str
    inline: bool = False


@dataclass(frozen=True)
class DateEvidence:
    """One witness for a publish date: where it stands, what it says, the date read from it (北京时间)."""

    where: str
    said: str
    published_at: str


@dataclass(frozen=True)
class Entry:
    """A row of a list page: the article's URL, the title, date and 文号 that the list shows."""

    url: str
    title: str
    published_at: str | None = None
    document_number: str = ""


@dataclass(frozen=True)
class DocumentFacts:
    """公文要素: what the box above an official document says of it, as printed; empty where it says nothing."""

    index_number: str = ""  # 索引号
    document_number: str = ""  # 文号
    issuer: str = ""  # 发文机关
    written: str = ""  # 成文日期: never the publish date
    topic: str = ""  # 主题分类
    validity: str = ""  # 有效性
    editor: str = ""  # 责任编辑


@dataclass(frozen=True)
class Page:
    """页面: one captured HTML page, read. Fields that the page does not give are empty; dates are never invented.

    `body_html` is sanitised, with `src` and `href` made absolute (exact old URLs); `published_at` is
    `YYYY-MM-DD HH:MM`, or `YYYY-MM-DD` where no time is known, or None. `parts` are the other pages of the same text
    that its own pager names. `no_article` says why a page of another kind is none.
    """

    url: str
    kind: Kind
    title: str = ""
    published_at: str | None = None
    date_evidence: tuple[DateEvidence, ...] = ()
    source: str = ""
    author: str = ""
    column: tuple[str, ...] = ()
    keywords: str = ""
    body_html: str = ""
    body_text: str = ""
    images: tuple[Found, ...] = ()
    attachments: tuple[Found, ...] = ()
    entries: tuple[Entry, ...] = ()
    method: str = ""
    facts: DocumentFacts = DocumentFacts()
    parts: tuple[str, ...] = ()
    no_article: NoArticle | None = None


@dataclass(frozen=True)
class File:
    """An image or attachment of an article, tied to its capture by digest; `missing` names why there is none."""

    old_url: str
    name: str
    sha256: str | None
    content_type: str = ""
    inline: bool = False
    missing: str | None = None
    new_url: str | None = None


@dataclass(frozen=True)
class Article:
    """文章: what the portal receives."""

    site_key: str
    article_key: str
    old_url: str
    title: str
    columns: tuple[tuple[str, ...], ...]
    published_at: str | None
    source: str
    author: str
    body_html: str
    body_text: str
    images: tuple[File, ...] = ()
    attachments: tuple[File, ...] = ()
    keywords: str = ""
    date_evidence: tuple[DateEvidence, ...] = ()
    site_name: str = ""
    facts: DocumentFacts = DocumentFacts()
    missing_parts: tuple[str, ...] = ()  # old URLs of pages of the same text that were not captured


@dataclass(frozen=True)
class Channel:
    """频道: a place in the portal's tree.

    `path` is the slugs from the portal's home down, joined by `/`; `trail` the names on the same way, its own last;
    `order` its place among its siblings.
    """

    path: str
    name: str
    trail: tuple[str, ...]
    column_type: str = ""
    description: str = ""
    order: int = 0


@dataclass(frozen=True)
class Placement:
    """An article's place in a portal: the portal's own id, the new URL, and the hashes that protect later work."""

    article_key: str
    channel: str
    remote_id: str
    new_url: str
    source_hash: str
    target_hash: str


@dataclass(frozen=True)
class Redirect:
    """The one answer that an old page URL gets."""

    old_url: str
    answer: str  # redirect | archived | gone
    target: str
    status: int
    reason: str


@dataclass(frozen=True)
class Form:
    """文书: one document made; `site_key` is empty where it is about no single one, `values` is what its blanks say."""

    site_key: str
    kind: str
    title: str
    path: str
    missing: tuple[str, ...]
    values: Mapping[str, str | list[dict[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """Something that verification found not to hold: which check, which site, what, and what to do."""

    check: str
    site_key: str
    item: str
    problem: str


@dataclass(frozen=True)
class Run:
    """One call of the tool that changes the ledger."""

    run_id: int
    command: str
    started_at: datetime
    operator: str
