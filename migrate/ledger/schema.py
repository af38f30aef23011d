"""台账: the tables, as SQLAlchemy Core. What each is for stands beside it; how it changes stands in `migrations/`.

Times are text, UTC, ISO 8601 (`2026-11-21T11:07:11Z`): they sort, and every database keeps them the same.
"""

from sqlalchemy.schema import Column, ForeignKey, Index, MetaData, Table, UniqueConstraint
from sqlalchemy.types import JSON, BigInteger, Boolean, Float, Integer, String, Text

metadata = MetaData()
Key = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts by itself in SQLite


def id_column() -> Column[int]:
    """Give a number that the database counts by itself."""
    return Column("id", Key, primary_key=True, autoincrement=True)


def site_column() -> Column[str]:
    """Give the key of the site that a row belongs to."""
    return Column("site_key", String, ForeignKey("sites.site_key"), nullable=False)


# One call of the tool that may change something.
runs = Table(
    "runs",
    metadata,
    id_column(),
    Column("command", String, nullable=False),
    Column("started_at", String, nullable=False),
    Column("ended_at", String),
    Column("exit_code", Integer),
    Column("operator", String, nullable=False),
    Column("version", String, nullable=False),
)

# Who did what when: append-only, guarded by triggers.
entries = Table(
    "entries",
    metadata,
    id_column(),
    Column("run_id", Key, ForeignKey("runs.id")),
    Column("at", String, nullable=False),
    Column("operator", String, nullable=False),
    Column("site_key", String),
    Column("stage", String, nullable=False),
    Column("event", String, nullable=False),
    Column("item", Text),
    Column("detail", JSON),
)

# 网站: as the newest clean-up sheet names them. `hosts` grows when a home page redirects.
sites = Table(
    "sites",
    metadata,
    Column("site_key", String, primary_key=True),
    Column("site_name", String, nullable=False),
    Column("url", Text),
    Column("other_urls", JSON, nullable=False),
    Column("site_code", String),
    Column("owner", String, nullable=False),
    Column("file", Text, nullable=False),
    Column("sheet", String),
    Column("row", Integer, nullable=False),
    Column("also_rows", JSON, nullable=False),
    Column("original", JSON, nullable=False),
    Column("hosts", JSON, nullable=False),
)

# 分类意见 with history: the newest row of a site stands. `made_by` is `rules` or the reviewer.
decisions = Table(
    "decisions",
    metadata,
    id_column(),
    site_column(),
    Column("run_id", Key, ForeignKey("runs.id")),
    Column("at", String, nullable=False),
    Column("made_by", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("action", String),
    Column("keep_content", Boolean, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("flags", JSON, nullable=False),
    Column("missing", JSON, nullable=False),
    Column("needs_review", Boolean, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("opinion", Text),
    Column("note", Text),
    Index("decisions_by_site", "site_key", "id"),
)

# What a sheet's own opinion columns said, with history. `whose` is `owner` or `office`; blank where it fell silent.
sheet_opinions = Table(
    "sheet_opinions",
    metadata,
    id_column(),
    site_column(),
    Column("run_id", Key, ForeignKey("runs.id")),
    Column("at", String, nullable=False),
    Column("whose", String, nullable=False),
    Column("said", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("sheet", String),
    Index("sheet_opinions_by_site", "site_key", "whose", "id"),
)

# Every URL that any source named; `seq` is its place in the queue. The exact text is the identity.
urls = Table(
    "urls",
    metadata,
    id_column(),
    site_column(),
    Column("url", Text, nullable=False),
    Column("method", String, nullable=False, default="GET"),
    Column("request_body", Text, nullable=False, default=""),
    Column("canonical", Text, nullable=False),
    Column("seq", Key, nullable=False),
    Column("hint", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("fallback", Text),
    Column("outcome", String, nullable=False),
    Column("reason", Text),
    Column("status", Integer),
    Column("content_type", String),
    Column("length", Key),
    Column("sha256", String),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", String, nullable=False, default=""),
    Column("alias_of", Text),
    Column("redirect_to", Text),
    Column("capture_id", Key),
    UniqueConstraint("site_key", "url", "method", "request_body", name="urls_identity"),
    Index("urls_waiting", "site_key", "outcome", "seq"),
    Index("urls_queue", "site_key", "seq"),
    Index("urls_by_canonical", "site_key", "canonical"),
    Index("urls_by_text", "url"),
)

# Who named a URL: the kind of source, and the first page of that kind that did.
namings = Table(
    "namings",
    metadata,
    Column("url_id", Key, ForeignKey("urls.id"), primary_key=True),
    Column("named_by", String, primary_key=True),
    Column("referrer", Text),
)

# 采集: the fact of one response and where its record lies. Never changed once written.
captures = Table(
    "captures",
    metadata,
    id_column(),
    site_column(),
    Column("url_id", Key, ForeignKey("urls.id"), nullable=False),
    Column("run_id", Key, ForeignKey("runs.id")),
    Column("fetched_at", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("content_type", String, nullable=False),
    Column("charset", String),
    Column("length", Key, nullable=False),
    Column("sha256", String, nullable=False),
    Column("truncated", String),
    Column("coding", String, nullable=False),  # content and transfer codings as the server named them
    Column("warc", Text, nullable=False),
    Column("offset", Key, nullable=False),
    Column("end", Key, nullable=False),
    Column("record_id", String, nullable=False),
    Column("payload_digest", String, nullable=False),
    Column("revisit_of", Key, ForeignKey("captures.id")),
    Column("tls", Text),  # protocol, certificate and what is doubtful of them; null where the answer came in the clear
    Index("captures_by_url", "url_id"),
    Index("captures_by_digest", "site_key", "payload_digest"),
    Index("captures_by_place", "warc", "offset"),
)

# Every request that brought no answer, and why; one that brought one stands in `captures`.
attempts = Table(
    "attempts",
    metadata,
    id_column(),
    Column("url_id", Key, ForeignKey("urls.id"), nullable=False),
    Column("run_id", Key, ForeignKey("runs.id")),
    Column("at", String, nullable=False),
    Column("problem", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Index("attempts_by_url", "url_id"),
)

# Lists with a pager, known by their first page (a form follows its address where it is asked by POST): what it declared
# and by which rule, the requests for all its pages in order (an address; `[address, form]` of a POST; the id of a URL
# where a chain of forms gave it), and what is asked before the rest. `found` … are counted when the site is done.
pagers = Table(
    "pagers",
    metadata,
    id_column(),
    site_column(),
    Column("list_key", String, nullable=False),  # digest of what tells two lists apart
    Column("url", Text, nullable=False),
    Column("request_body", Text, nullable=False, default=""),
    Column("rule", String, nullable=False),
    Column("pages", Integer, nullable=False),  # 0: the list does not say
    Column("rows", Integer),  # null: the list does not say
    Column("page_urls", JSON, nullable=False),
    Column("state", String, nullable=False),  # open | probing | same | missing
    Column("probe", JSON),
    Column("found", Integer),
    Column("proof", String),  # rows | pages | null: nothing proves that the list is whole
    Column("notes", JSON),  # what a person must know, one sentence each
    Column("source_hash", String),  # of the captures that these were counted on
    UniqueConstraint("site_key", "list_key", name="pagers_identity"),
)

# Which content systems a site looks like, most likely first.
families = Table(
    "families",
    metadata,
    site_column(),
    Column("rank", Integer, nullable=False),
    Column("family", String, nullable=False),
    Column("name", String, nullable=False),
    Column("score", Integer, nullable=False),
    Column("signs", JSON, nullable=False),
    UniqueConstraint("site_key", "rank"),
)

# 页面: what extract read on each captured page; an article, or the reason why it is none.
pages = Table(
    "pages",
    metadata,
    Column("url_id", Key, ForeignKey("urls.id"), primary_key=True),
    site_column(),
    Column("source_hash", String, nullable=False),  # of the bytes and of the rules that they were read by
    Column("kind", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("published_at", String),
    Column("column", JSON, nullable=False),
    Column("article_key", Text),
    Column("reason", Text),
    Column("screened", String),  # what the page and its article were screened as
    Column("parts", JSON(none_as_null=True)),  # the other pages of the same text that its pager names
    Index("pages_by_article", "site_key", "article_key"),
)

# The rows of list pages: which article stands in which list, under which title and date.
listings = Table(
    "listings",
    metadata,
    id_column(),
    site_column(),
    Column("list_url_id", Key, ForeignKey("urls.id"), nullable=False),
    Column("canonical", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("published_at", String),
    Column("document_number", String),  # 文号, where the list shows it
    Index("listings_by_article", "site_key", "canonical"),
    Index("listings_by_list", "list_url_id"),
)

# 文章: what the portal receives.
articles = Table(
    "articles",
    metadata,
    id_column(),
    site_column(),
    Column("article_key", Text, nullable=False),
    Column("url_id", Key, ForeignKey("urls.id"), nullable=False),
    Column("old_url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("published_at", String),
    Column("date_evidence", JSON, nullable=False),
    Column("source", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("keywords", Text, nullable=False),
    Column("column", JSON, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("body_html", Text, nullable=False),
    Column("body_text", Text, nullable=False),
    Column("images", JSON, nullable=False),
    Column("attachments", JSON, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("method", String, nullable=False),
    Column("facts", JSON(none_as_null=True)),  # 公文要素, those that the page names
    Column("missing_parts", JSON(none_as_null=True)),  # pages of the same text that were not captured
    UniqueConstraint("site_key", "article_key"),
)

# What screening found in captured pages and their articles; `released`: who let it pass, when and why.
findings = Table(
    "findings",
    metadata,
    id_column(),
    site_column(),
    Column("url_id", Key, ForeignKey("urls.id"), nullable=False, index=True),
    Column("article_key", Text),
    *(Column(name, Text, nullable=False) for name in ("kind", "severity", "where", "excerpt", "action")),
    Column("released", Text),
    Index("findings_by_article", "site_key", "article_key"),
)

# 网页档案: the stamped page of a captured page (or the file of another capture), below `archive/`.
archived = Table(
    "archived",
    metadata,
    Column("url_id", Key, ForeignKey("urls.id"), primary_key=True),
    site_column(),
    Column("path", Text, nullable=False),
    Column("sha256", String, nullable=False),
    Column("source_hash", String, nullable=False),
    Column("archived_at", String, nullable=False),
    Index("archived_by_site", "site_key"),
    Index("archived_by_path", "path"),
)

# What is known of addresses that a script makes without end: how many of a shape were asked, and what they brought.
shapes = Table(
    "shapes",
    metadata,
    site_column(),
    Column("text", Text, nullable=False),
    Column("admitted", Integer, nullable=False),
    Column("settled", Integer, nullable=False),
    Column("barren", Integer, nullable=False),
    Column("stale", Integer, nullable=False),
    Column("seen", JSON, nullable=False),
    Column("filters", JSON, nullable=False),
    UniqueConstraint("site_key", "text"),
)

# Which stage of a site was finished when, and on what input (so that an unchanged stage is not done again).
stages = Table(
    "stages",
    metadata,
    site_column(),
    Column("stage", String, nullable=False),
    Column("finished_at", String, nullable=False),
    Column("source_hash", String, nullable=False),
    Column("detail", JSON, nullable=False),
    UniqueConstraint("site_key", "stage"),
)
