"""The look of the mark 已归档: one template, the shipped one or the office's own, checked before it is used."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape
from pathlib import Path

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from archive.errors import ArchiveError
from archive.markup import Other, Tag, referenced, tokens
from archive.moments import beijing_time

SHIPPED = Path(__file__).with_name("templates") / "stamp.html"
LARGEST = 64 << 10  # bytes; the look stands in every archived page
ELEMENTS = frozenset(["a", "b", "br", "div", "em", "li", "ol", "p", "small", "span", "strong", "time", "ul"])
ATTRIBUTES = frozenset(["aria-label", "class", "datetime", "dir", "href", "lang", "role", "style", "title"])
EMPTY = frozenset(["br"])
HOSTILE = "\"'<script onclick=x>& onclick=x "  # what must stay text wherever a value goes

_ADDRESS = re.compile(r"url\s*\(|\\|@|/\*|expression|image-set", re.IGNORECASE)
_IMPORTANT = re.compile(r"!\s*important$", re.IGNORECASE)
_HIDING = re.compile(
    r"""(display:none|visibility:(hidden|collapse)|opacity:0?\.?0*|font-size:0[a-z%]*|(color|-webkit-text-fill-color):transparent
    |(clip|clip-path|mask|transform|scale|zoom|filter|content-visibility|position:(fixed|absolute)|text-indent|top|left):.*
    |margin[a-z-]*:.*-.*)!important""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Part:
    """A piece of a line; with an address it is a link."""

    text: str
    address: str | None = None


@dataclass(frozen=True)
class ListPage:
    """A page of the list that the archived page belongs to; without an address it is that page itself."""

    number: str
    address: str | None


@dataclass(frozen=True)
class Told:
    """What a mark tells; the names that a template may use."""

    time: str
    site_name: str
    old_url: str
    new_url: str
    new_address: str | None
    lines: tuple[tuple[Part, ...], ...]
    list_pages: tuple[ListPage, ...] = ()


@dataclass(frozen=True)
class Look:
    """A checked template; `text` is what it was read from."""

    text: str
    template: Template

    def drawn(self, told: Told) -> str:
        """The mark as HTML."""
        lines = map(str.strip, self.template.render(vars(told)).splitlines())
        return " ".join(line for line in lines if line)


def read_look(path: Path | None = None) -> Look:
    """The look that stands in the file; the shipped one where there is none. Raises ArchiveError with all faults."""
    if path is None or not (path.exists() or path.is_symlink()):
        return _shipped()
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise ArchiveError(f"归档标识的样式文件 {path} 读不出来", "用 UTF-8 编码另存") from None
    return checked_look(text, str(path))


@lru_cache(maxsize=1)
def _shipped() -> Look:
    return checked_look(SHIPPED.read_text("utf-8"), SHIPPED.name)


def checked_look(text: str, name: str) -> Look:
    """The look made of a template's text; `name` says in errors where it stands."""
    faults: list[str] = []
    look = None
    try:
        look = Look(text, _environment().from_string(text))
        faults += _faults(look)
    except TemplateSyntaxError as error:
        faults.append(f"第 {error.lineno} 行的模板写法有误")
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        faults.append(f"模板填不出来：{error}")
    if len(text.encode()) > LARGEST:
        faults.append(f"超过 {LARGEST >> 10} KiB")
    if faults or look is None:
        raise ArchiveError(f"归档标识的样式文件 {name} 不能使用：{'；'.join(faults)}", "对照软件自带的样式文件修改")
    return look


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["important"] = _important
    return environment


def _important(style: str) -> str:
    """Every declaration of a style marked so that no style sheet of the page is stronger."""
    declared = (" ".join(part.split()) for part in style.split(";"))
    return "".join(f"{part}!important;" for part in declared if part)


def _sample(*, sign: str = "") -> Told:
    """What a mark could tell; with a sign in every value, to see where the values go."""
    new = f"https://www.qiyun.gov.example/a{sign}"
    time = beijing_time(datetime(2024, 12, 31, 16, 5, 9, tzinfo=UTC)) + sign
    return Told(
        time=time,
        site_name=f"栖云县{sign}",
        old_url=f"http://nyncj.qiyun.gov.example/{sign}",
        new_url=new,
        new_address=new,
        lines=((Part(f"归档时间：{time}"),), (Part("现网址："), Part(new, new))),
        list_pages=(ListPage(f"1{sign}", None), ListPage("2", f"2.html{sign}")),
    )


def _faults(look: Look) -> Iterator[str]:
    """Everything that keeps the template from being used."""
    known = frozenset(Told.__dataclass_fields__)
    used = meta.find_undeclared_variables(_environment().parse(look.text))
    if unknown := sorted(used - known):
        yield f"不认识的内容 {'、'.join(unknown)}（只有 {'、'.join(sorted(known))}）"
        return
    plain, bare = _sample(), replace(_sample(), new_url="", new_address=None, list_pages=())
    drawn = look.drawn(plain)
    for told, when in ((plain, ""), (bare, "（没有现网址、不在列表中的页面上）")):
        said = _text_of(look.drawn(told))
        if "已归档" not in said:
            yield f"没有写出“已归档”{when}"
        if told.time not in said:
            yield f"没有写出归档时间（用 time，或含有归档时间的 lines）{when}"
    yield from _faults_of_markup(drawn, plain)
    hostile = look.drawn(_sample(sign=HOSTILE))
    if _shape(hostile) != _shape(drawn):
        yield "有内容未经转义就写进了网页（不要用 safe）"


def _text_of(html: str) -> str:
    """What is read of it, tags left out."""
    pieces, position = [], 0
    for token in tokens(html):
        pieces.append(html[position : token.start])
        position = token.end
    return unescape("".join([*pieces, html[position:]]))


def _shape(html: str) -> list[tuple[object, ...]]:
    return [
        (token.name, token.is_end, *(one.name for one in token.attributes)) if isinstance(token, Tag) else ()
        for token in tokens(html)
    ]


def _faults_of_markup(drawn: str, told: Told) -> Iterator[str]:
    addresses = {told.new_url, told.old_url, *(page.address for page in told.list_pages)}
    opened: list[str] = []
    for token in tokens(drawn):
        if isinstance(token, Other):
            yield "含有注释或声明"
        elif token.name not in ELEMENTS:
            yield f"不能用的标签 <{token.name}>"
        elif not token.is_end:
            yield from _faults_of_tag(token, addresses)
            opened += [token.name] * (token.name not in EMPTY)
        elif not opened or opened.pop() != token.name:
            yield f"标签 </{token.name}> 没有配对"
            return
    if opened:
        yield f"标签 <{opened[-1]}> 没有配对"


def _faults_of_tag(tag: Tag, addresses: set[str | None]) -> Iterator[str]:
    for attribute in tag.attributes:
        value = referenced(attribute.value)
        if attribute.name not in ATTRIBUTES:
            yield f"不能用的属性 {attribute.name}"
        elif attribute.name == "href" and value not in addresses:
            yield f"外部地址 {value}"
        elif attribute.name == "style":
            yield from _faults_of_style(value)


def _faults_of_style(style: str) -> Iterator[str]:
    if _ADDRESS.search(style):
        yield "样式里有地址、转义或注释"
    for declaration in filter(None, map(str.strip, style.split(";"))):
        if not _IMPORTANT.search(declaration):
            yield f"样式 {declaration} 没有 important，原网页的样式可能盖住它（用 | important）"
        elif _HIDING.fullmatch("".join(declaration.split())):
            yield f"样式 {declaration} 可能把归档标识藏起来"
