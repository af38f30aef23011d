"""Source, author and column: what a reader sees first, then what the metas say."""

import re
from collections.abc import Iterator, Mapping

from migrate.extract.dates import folded, in_row, row_spans
from migrate.extract.dom import Outline, bare, squeezed
from migrate.extract.lines import is_label_line
from migrate.extract.meta import first
from migrate.extract.rules import DATE, Vocabulary
from migrate.urls import canonical, resolve

LONGEST_VALUE = 60
LONGEST_CRUMB = 30
MOST_TRAILS = 4  # places with the words 当前位置 that are looked at
_VALUE_ENDS = re.compile(rf"[\t\n|｜【】\[\]<>]|\s{{2,}}|(?<=\S)\s(?=\S)|(?:发布|发表)于|{DATE}")
_CRUMB_SEPARATORS = re.compile(r"\s*(?:[>›»→＞⟩/|｜\\]|-{1,3}(?=[>\s])|&gt;|—+|::+|·)+\s*")
_CRUMB_CLASS = re.compile(
    r"(?:^|[\s_-])(?:crumbs?|breadcrumbs?|b_crumbs|dqwz|weizhi|position|location|currentloc|curpos|path|lujing)",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"\.[a-z]{2,4}$", re.IGNORECASE)
_CALLINGS = frozenset(
    {"通讯员", "记者", "本报记者", "本报通讯员", "特约记者", "特约通讯员", "实习记者", "见习记者", "本网记者"}
)
_FROM_HOME = re.compile(r"(?:[^\n:：]{0,8}[:：])?\s*(?:网站)?首\s*页\s*(?P<sign>>|›|»|->|＞)?")
_ORIGIN = ("来源", "稿源", "出处")


def find_source(page: Outline, metas: Mapping[str, str], words: Vocabulary, span: tuple[int, int]) -> str:
    """Give the 来源 that the page shows, else what ContentSource says; empty where neither speaks."""
    visible = visible_source(page, words, span)
    if visible:
        return visible
    return tail_source(page.text[span[0] : span[1]], words) or first(metas, words, "source")


def visible_source(page: Outline, words: Vocabulary, span: tuple[int, int]) -> str:
    """Give the 来源 beside a label outside the body's stretch; empty where there is none."""
    visible = sorted(_labelled(page, words.sourced, words, span), key=lambda item: item[0])
    return visible[0][1] if visible else ""


def find_author(page: Outline, metas: Mapping[str, str], words: Vocabulary, span: tuple[int, int]) -> str:
    """Give the 作者 that the page shows, else the author meta unless it names a product or the site."""
    visible = sorted(_labelled(page, words.authored, words, span), key=lambda item: item[0])
    if visible:
        return visible[0][1]
    value, site = first(metas, words, "author"), first(metas, words, "site")
    return value if re.fullmatch(r"[\u3400-\u9fff·、， ]{2,12}", value) and value != site and "网" not in value else ""


def _labelled(
    page: Outline, pattern: re.Pattern[str], words: Vocabulary, span: tuple[int, int]
) -> Iterator[tuple[tuple[int, int], str]]:
    begin, finish = span
    rows = row_spans(page)
    for found in pattern.finditer(page.text):
        place = found.start()
        if begin <= place < finish or in_row(rows, place):
            continue
        before = page.text[place - 1 : place]
        if found["cell"] and before not in {"", "\n", "\t"}:
            continue
        if "\u3400" <= before <= "\u9fff" and not is_label_line(_line_around(page.text, place), words):
            continue
        value = _value(page.text, found.end(), words)
        if value:
            distance = begin - place if place < begin else 100_000 + place - finish
            yield (0 if any(word in bare(found["label"]) for word in _ORIGIN) else 1, distance), value


def _line_around(text: str, place: int) -> str:
    return squeezed(text[text.rfind("\n", 0, place) + 1 : place + 120].split("\n")[0])


def _value(text: str, start: int, words: Vocabulary) -> str:
    raw = text[start : start + 200]
    stripped = raw.lstrip(" \t")
    if stripped.startswith("\n"):  # the value in a block of its own below its label
        stripped = stripped.lstrip(" \t\n")
        if is_label_line(squeezed(stripped.split("\n")[0]), words):
            return ""
    end = _VALUE_ENDS.search(folded(stripped))
    value = stripped[: end.start()] if end else stripped
    if value in _CALLINGS and end:  # 作者：通讯员 某某
        value += " " + (stripped[end.end() :].split() or [""])[0]
    label = words.labelled.search(value)
    value = squeezed(value[: label.start()] if label else value).strip("：:()（）,，;；、-—·")
    if not 1 < len(value) <= LONGEST_VALUE or bare(value).lower() in words.nothing:
        return ""
    return "" if words.furniture.fullmatch(value) else value


def tail_source(text: str, words: Vocabulary) -> str:
    """Give the source that one of the last lines of a text names: （来源：…）."""
    lines = [line for line in text.split("\n") if line.strip()]
    for line in reversed(lines[-3:]):
        found = words.tail_source.fullmatch(squeezed(line))
        if found:
            return found["value"]
    return ""


def find_column(
    page: Outline, metas: Mapping[str, str], words: Vocabulary, title: str, base: str, home_url: str
) -> tuple[str, ...]:
    """Give the column path from below the home page down: the breadcrumb, else the ColumnName meta."""
    crumbs = _crumbs(page, words, base, home_url)
    site = bare(first(metas, words, "site"))
    names = [name for name in crumbs if not _not_a_column(name, words, title, site)]
    if names:
        return tuple(dict.fromkeys(names))
    name = first(metas, words, "column")
    return tuple(part for part in re.split(r"\s*[>,，;；]\s*", name) if part)[:1] if name else ()


def _not_a_column(name: str, words: Vocabulary, title: str, site: str) -> bool:
    plain, wanted = bare(name), bare(title)
    cut = plain.rstrip(".…")
    return (
        not plain
        or plain.lower() in words.home
        or plain in words.trail_ends
        or plain == site
        or len(plain) > LONGEST_CRUMB
        or _FILE_NAME.search(plain) is not None
        or bool(wanted and (plain == wanted or (len(cut) >= 6 and wanted.startswith(cut))))
    )


def _crumbs(page: Outline, words: Vocabulary, base: str, home_url: str) -> list[str]:
    for index in _crumb_blocks(page, words):
        names = _names(page, index, words, base, home_url)
        if names:
            return names
    return []


def crumb_block(page: Outline, words: Vocabulary, base: str, home_url: str) -> int:
    """Give the block that holds the breadcrumb, -1 where none does."""
    return next((at for at in _crumb_blocks(page, words) if _names(page, at, words, base, home_url)), -1)


def _crumb_blocks(page: Outline, words: Vocabulary) -> Iterator[int]:
    """The blocks that may be the breadcrumb: around the words 当前位置, then by class, then 首页 > …."""
    found = words.here.search(page.text)
    for _ in range(MOST_TRAILS):
        if not found:
            break
        around = [index for index, block in enumerate(page.blocks) if block.begin <= found.start() < block.finish]
        yield from (
            index for index in reversed(around[-4:]) if page.blocks[index].chars <= 300 and page.blocks[index].links
        )
        yield from (index for index in around[-1:] if page.blocks[index].chars <= 200)
        found = words.here.search(page.text, found.end())
    for index, block in enumerate(page.blocks):
        attributes = block.attributes
        if (
            2 <= block.links <= 8
            and block.chars <= 200
            and _CRUMB_CLASS.search(f"{attributes.get('class')} {attributes.get('id')}")
        ):
            yield index
    for index, block in enumerate(page.blocks):
        if (
            2 <= block.links <= 8
            and block.chars <= 120
            and (found := _FROM_HOME.match(page.of(block)))
            and (found["sign"] or page.of(block).endswith("正文"))  # pictures may stand between the names
        ):
            yield index


def _names(page: Outline, index: int, words: Vocabulary, base: str, home_url: str) -> list[str]:
    """The names of the trail: links first as their own parts, text between them split at separators."""
    block = page.blocks[index]
    parts: list[str] = []
    place = block.begin
    seen_home = False
    homes = {canonical(home_url), canonical(resolve(home_url, "/") or home_url)}
    for link in (page.blocks[at] for at in range(index, block.last) if page.blocks[at].tag == "a"):
        before = (
            words.here.sub("", part).strip("：: \n\t")
            for part in _CRUMB_SEPARATORS.split(page.text[place : link.begin])
        )
        parts += [part for part in before if part]
        target = resolve(base, link.attributes.get("href") or "")
        if parts or seen_home or target is None or canonical(target) not in homes:
            parts.append(page.of(link))
        seen_home = True  # only the first link may be home by another name
        place = max(place, link.finish)
    # The trail ends with its own line: what stands below in the same block is another thing.
    parts += _CRUMB_SEPARATORS.split(page.text[place : block.finish].strip("\n\t ").split("\n")[0])
    names = [squeezed(words.here.sub("", part)).strip("：: []【】>-—·.") for part in parts]
    return [name for name in names if re.search(r"\w", name)]
