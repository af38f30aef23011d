"""What a generated page says, before any markup: the truth that a reading of the page is measured against."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from urllib.parse import quote, urljoin

from tests.extract.gallery import words

HOME = "http://nyncj.qiyun.gov.example/"
KINDS = (
    "text", "photos", "files", "notice", "table", "text", "news", "listed", "photos", "notice",
    "table", "film", "scan", "text", "files", "grid", "paper", "notice", "short", "parts",
)  # fmt: skip
SUFFIXES = ("doc", "docx", "xls", "xlsx", "pdf", "rar", "zip", "wps", "ofd")


@dataclass(frozen=True)
class Text:
    """A paragraph: `role` is text, head, right (a signature) or caption."""

    text: str
    role: str = "text"


@dataclass(frozen=True)
class Cell:
    """A table cell."""

    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Grid:
    """A table that is content."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Picture:
    """An image that is content."""

    href: str


@dataclass(frozen=True)
class Paper:
    """A document: its address as the page writes it and the name it is shown by; `shown` empty where it has none."""

    href: str
    shown: str


@dataclass(frozen=True)
class Film:
    """A video."""

    href: str


Block = Text | Grid | Picture | Paper | Film


@dataclass(frozen=True)
class Facts:
    """One article. `beside`: documents that stand outside the text; `document`: the facts of an official document."""

    kind: str
    url: str
    title_lines: tuple[str, ...]
    published_at: str
    written_at: str
    source: str | None
    author: str | None
    blocks: tuple[Block, ...]
    beside: tuple[Paper, ...] = ()
    document: dict[str, str] = field(default_factory=dict)
    column: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title in one line."""
        return "".join(self.title_lines)

    @property
    def day(self) -> str:
        """The day of publishing."""
        return self.published_at[:10]

    def text(self) -> str:
        """The words of the body, in order."""
        return "\n".join(_words(block) for block in self.blocks)

    def cells(self) -> list[tuple[str, int, int]]:
        """The cells of its tables that say something."""
        tables = [block for block in self.blocks if isinstance(block, Grid)]
        return [(c.text, c.rows, c.columns) for table in tables for row in table.rows for c in row if c.text]

    def images(self) -> list[str]:
        """The addresses of its images."""
        return [urljoin(self.url, block.href) for block in self.blocks if isinstance(block, Picture)]

    def papers(self) -> list[tuple[str, str]]:
        """Addresses and names of its documents and videos."""
        own = [block for block in self.blocks if isinstance(block, Paper)]
        films = [(urljoin(self.url, block.href), "") for block in self.blocks if isinstance(block, Film)]
        return [(urljoin(self.url, paper.href), paper.shown) for paper in (*own, *self.beside)] + films


def _words(block: Block) -> str:
    if isinstance(block, Text):
        return block.text
    if isinstance(block, Grid):
        return "\n".join(cell.text for row in block.rows for cell in row)
    return block.shown if isinstance(block, Paper) else ""


@dataclass(frozen=True)
class Naming:
    """How a system names its pages and files: patterns with y m d day n s h x q."""

    page: str
    picture: str
    paper: str
    inline: bool = False  # documents stand in the text


def compose(draw: Random, number: int, naming: Naming, column: tuple[str, ...], *, rare: str = words.PLAIN) -> Facts:
    """Invent one article of the kind that its number asks for."""
    kind = KINDS[number % len(KINDS)]
    day = (draw.randint(2006, 2018), draw.randint(1, 12), draw.randint(4, 28))
    clock = (draw.randint(8, 17), draw.randint(0, 59))
    name = _namer(draw, naming, day, number)
    official = kind in ("notice", "files", "grid", "paper", "listed")
    title = words.official_title(draw) if official else words.news_title(draw)
    facts = Facts(
        kind=kind,
        url=urljoin(HOME, name(naming.page, "", "")),
        title_lines=(title,),
        published_at="{:04}-{:02}-{:02} {:02}:{:02}".format(*day, *clock),
        written_at=f"{day[0]:04}-{day[1]:02}-{day[2] - draw.randint(1, 3):02}",
        source=draw.choice((*words.PAPERS, *words.OFFICES)),
        author=draw.choice(words.PENS),
        blocks=(),
        document=_document(draw, day, number) if official else {},
        column=column,
    )
    return _filled(draw, facts, naming, name, rare)


Namer = Callable[[str, str, str], str]


def _namer(draw: Random, naming: Naming, day: tuple[int, int, int], number: int) -> Namer:
    def name(pattern: str, suffix: str, shown: str) -> str:
        y, m, d = day
        return pattern.format(
            y=y, m=m, d=d, ym=f"{y}{m:02}", day=f"{y}{m:02}{d:02}", n=1000 + number * 7, x=suffix, q=quote(shown),
            s=draw.randint(10**11, 10**12 - 1), h=f"{draw.getrandbits(128):032x}", name=shown,
        )  # fmt: skip

    return name


def _document(draw: Random, day: tuple[int, int, int], number: int) -> dict[str, str]:
    office = draw.choice(words.OFFICES)
    return {
        "索引号": f"000014349/{day[0]}-{number:05}",
        "文号": f"栖政办发〔{day[0]}〕{draw.randint(1, 99)}号",
        "发文机关": office,
        "主题分类": draw.choice(("农业、林业、水利", "城乡建设、环境保护", "教育、科技", "卫生、体育")),
        "有效性": draw.choice(("有效", "有效", "失效")),
    }


def _filled(draw: Random, facts: Facts, naming: Naming, name: Namer, rare: str) -> Facts:
    makers: dict[str, Callable[[], tuple[Block, ...]]] = {
        "photos": lambda: _photos(draw, naming, name),
        "table": lambda: (*_prose(draw, 2), _grid(draw), *_prose(draw, 1)),
        "grid": lambda: (_grid(draw, rows=14),),
        "film": lambda: (Film(name(naming.picture, "mp4", "")), *_prose(draw, 1)),
        "scan": lambda: tuple(Picture(name(naming.picture, "jpg", "")) for _ in range(3)),
        "paper": lambda: (),
        "short": lambda: (Text(f"{facts.title}，现予公布。"),),
        "notice": lambda: _notice(draw, facts),
        "files": lambda: _notice(draw, facts),
        "listed": lambda: _notice(draw, facts),
    }
    blocks = makers.get(facts.kind, lambda: _prose(draw, draw.randint(4, 9)))()
    if facts.kind == "text":
        blocks = (*blocks, Text(f"（报道中“{rare}”等字以当地户籍登记为准。）"))
    papers = _papers(draw, naming, name, facts)
    if naming.inline:
        return replace(facts, blocks=(*blocks, *papers))
    return replace(facts, blocks=blocks, beside=papers)


def _papers(draw: Random, naming: Naming, name: Namer, facts: Facts) -> tuple[Paper, ...]:
    count = {"files": 3, "listed": 2, "paper": 1}.get(facts.kind, 0)
    papers = []
    for number in range(1, count + 1):
        suffix = "pdf" if facts.kind == "paper" else draw.choice(SUFFIXES)
        plain = f"{words.topic(draw)}{draw.choice(('任务分解表', '申报表', '汇总表', '实施细则'))}"
        shown = f"附件{number}：{plain}" if facts.kind == "listed" else f"{plain}.{suffix}"
        papers.append(Paper(name(naming.paper, suffix, plain), shown))
    return tuple(papers)


def _prose(draw: Random, count: int) -> tuple[Text, ...]:
    return tuple(Text(words.passage(draw)) for _ in range(count))


def _notice(draw: Random, facts: Facts) -> tuple[Text, ...]:
    year, month, day = facts.written_at.split("-")
    heads = draw.sample(words.HEADS, 3)
    body: list[Text] = [Text("各乡镇人民政府，县直各有关单位："), *_prose(draw, 1)]
    for number, head in zip("一二三", heads, strict=True):
        body += [Text(f"{number}、{head}", "head"), *_prose(draw, draw.randint(1, 2))]
    office = facts.document.get("发文机关", "栖云县人民政府")
    return (*body, Text(office, "right"), Text(f"{year}年{int(month)}月{int(day)}日", "right"))


def _photos(draw: Random, naming: Naming, name: Namer) -> tuple[Block, ...]:
    blocks: list[Block] = [*_prose(draw, 2)]
    for _ in range(draw.randint(1, 3)):
        blocks += [
            Picture(name(naming.picture, "jpg", "")),
            Text(f"图为{words.topic(draw)}现场", "caption"),
            *_prose(draw, 1),
        ]
    return tuple(blocks)


def _grid(draw: Random, rows: int = 6) -> Grid:
    width = draw.randint(3, 6)
    texts = words.grid(draw, rows, width)
    head = (Cell("序号", rows=1), *[Cell(text) for text in texts[0]])
    lines = [head, *[(Cell(str(at)), *[Cell(text) for text in row]) for at, row in enumerate(texts[1:], 1)]]
    total = (Cell("合计", columns=width), Cell(str(draw.randint(100, 9999))))
    spanned = (replace(lines[1][0], rows=2), *lines[1][1:])
    below = lines[2][1:]
    return Grid((head, spanned, below, *lines[3:], total))
