"""Source, author and column: what a reader sees first, then what the metas say."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from migrate.extract.dates import folded, in_row, row_spans
from migrate.extract.dom import Outline, bare, squeezed
from migrate.extract.lines import BESIDE, is_label_line
from migrate.extract.meta import first
from migrate.extract.rules import CLOCK, DATE, Vocabulary
from migrate.urls import canonical, resolve

LONGEST_VALUE = 60
LONGEST_CRUMB = 30
MOST_BETWEEN = 600  # characters between the title and the text in which the line with the date stands
JUST_BELOW = 120  # characters below a text in which its own line may stand
MOST_TRAILS = 4  # places with the words 当前位置 that are looked at
_VALUE_ENDS = re.compile(
    rf"[\t\n|｜【】\[\]<>]|\s{{2,}}|(?<![A-Za-z,.&'])\s(?=\S)|(?<=\S)\s(?![A-Za-z&])|(?:发布|发表)于|{DATE}"
)
_SHORT_DAY = r"(?<![0-9-])[01][0-9]-[0-3][0-9]\s+[0-2][0-9]:[0-5][0-9]"  # its year stands elsewhere
_DAY = re.compile(f"{DATE}{CLOCK}|{_SHORT_DAY}")
_RUN = re.compile(r"\s*\S{0,40}")
_CRUMB_SEPARATORS = re.compile(r"\s*(?:[>›»→＞⟩/|｜\\]|-{1,3}(?=[>\s])|&gt;|—+|::+|·)+\s*")
_CRUMB_SIGN = re.compile(r"[>›»→＞⟩]|-{1,2}>|::")
_PLACE_WORD = re.compile(r"\w{0,6}位\s*置\s*[:：]?")
_PLAIN_TRAIL = re.compile(r"首\s*[页頁]\s*[>›»→＞]")
LEAST_NAMED = 5  # characters of a trail's last part that tell the page's own title
_CRUMB_CLASS = re.compile(
    r"(?:^|[\s_-])(?:crumbs?|breadcrumbs?|b_crumbs|dqwz|weizhi|position|location|currentloc|curpos|path|lujing|mbx|mianbaoxie|(?:pos|dh|here|route)(?![\w-]))",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"\.[a-z]{2,4}$", re.IGNORECASE)
_CALLINGS = frozenset(
    {"通讯员", "记者", "本报记者", "本报通讯员", "特约记者", "特约通讯员", "实习记者", "见习记者", "本网记者"}
)
_FROM_HOME = re.compile(r"[→>»\s]{0,4}(?:[^\n:：]{0,8}[:：])?\s*(?:网站)?首\s*[页頁]\s*(?P<sign>>|›|»|→|->|＞)?")
_ORIGIN = ("来源", "稿源", "出处")


def find_source(
    page: Outline, metas: Mapping[str, str], words: Vocabulary, span: tuple[int, int], title_end: int
) -> str:
    """Give the 来源 that the page shows, else what ContentSource says, else an office named beside the date."""
    visible = visible_source(page, words, span)
    if visible:
        return visible
    stated = tail_source(page.text[span[0] : span[1]], words) or first(metas, words, "source")
    return stated or beside_date(page, words.giver, words, (title_end, span[0])) or _just_below(page, words, span[1])


def _just_below(page: Outline, words: Vocabulary, finish: int) -> str:
    """The office named beside the date on the first line below the text, where that is a line of its own kind."""
    said = page.text[finish : finish + JUST_BELOW]
    line = said.strip().split("\n")[0]
    if not is_label_line(squeezed(line), words):
        return ""
    begin = finish + said.index(line)
    return beside_date(page, words.giver, words, (begin, begin + len(line)))


def beside_date(page: Outline, wanted: re.Pattern[str], words: Vocabulary, between: tuple[int, int]) -> str:
    """Give what stands without a label beside the date, on its line or the next, and is wholly of the wanted kind."""
    start, finish = between
    if not 0 <= start < finish <= start + MOST_BETWEEN:
        return ""
    said = folded(page.text[start:finish])
    day = _DAY.search(said)
    if day is None:
        return ""
    begin = said.rfind("\n", 0, max(0, said.rfind("\n", 0, day.start()))) + 1
    parts = BESIDE.split(_without_labelled(_DAY.sub(" @ ", said[begin : day.end() + LONGEST_VALUE * 2]), words))
    return next((part for part in parts if wanted.fullmatch(part) and part not in words.nothing), "")


def _without_labelled(said: str, words: Vocabulary) -> str:
    """A line without its labels and their values."""
    parts, place = [], 0
    for label in words.labelled.finditer(said):
        value = _RUN.match(said, label.end())
        parts.append(said[place : label.start()])
        place = max(place, value.end() if value else label.end())
    return " ".join((*parts, said[place:]))


def visible_source(page: Outline, words: Vocabulary, span: tuple[int, int]) -> str:
    """Give the 来源 beside a label outside the body's stretch; empty where there is none."""
    visible = sorted(_labelled(page, words.sourced, words, span), key=lambda item: item[0])
    return visible[0][1] if visible else ""


def find_author(
    page: Outline, metas: Mapping[str, str], words: Vocabulary, span: tuple[int, int], title_end: int
) -> str:
    """Give the 作者 that the page shows, else the author meta unless it names a product, the site or the editor."""
    visible = sorted(_labelled(page, words.authored, words, span), key=lambda item: item[0])
    if visible:
        return visible[0][1]
    value, site = first(metas, words, "author"), first(metas, words, "site")
    if re.fullmatch(r"[\u3400-\u9fff·、， ]{2,12}", value) and value != site and "网" not in value:
        return "" if _is_editor(page, value) else value
    return beside_date(page, words.person, words, (title_end, span[0]))


def _is_editor(page: Outline, name: str) -> bool:
    """Tell whether the page names a person as its editor."""
    return re.search(rf"编\s*辑\s*[:：]?\s*{re.escape(name)}", page.text) is not None


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
    label = words.labelled.search(stripped)
    if label and (label.end() <= len(value) or label.start() == len(value) - 1):
        value = value[: label.start()]  # also where a blank stands in the label (作 者：)
    if value in _CALLINGS and end:  # 作者：通讯员 某某
        value += " " + (stripped[end.end() :].split() or [""])[0]
        called = words.labelled.search(value)
        value = value[: called.start()] if called else value
    value = squeezed(value).strip("：:()（）,，;；、-—·")
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
    for index in _crumb_blocks(page, words, base, home_url):
        names = _names(page, index, words, base, home_url)
        if names:
            return names
    return []


def crumb_block(page: Outline, words: Vocabulary, base: str, home_url: str) -> int:
    """Give the block that holds the breadcrumb, -1 where none does."""
    return next(
        (at for at in _crumb_blocks(page, words, base, home_url) if _names(page, at, words, base, home_url)), -1
    )


def _crumb_blocks(page: Outline, words: Vocabulary, base: str, home_url: str) -> Iterator[int]:
    """The blocks that may be the breadcrumb: around the words 当前位置, then by class, then 首页 > …."""
    found = words.here.search(page.text)
    for _ in range(MOST_TRAILS):
        if not found:
            break
        around = [index for index, block in enumerate(page.blocks) if block.begin <= found.start() < block.finish]
        if around and not page.blocks[around[-1]].links and _is_plain_trail(page, around[-1], words):
            yield around[-1]
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
    homes = _homes(home_url)
    for index, block in enumerate(page.blocks):
        small = 1 <= block.links <= 6 and 3 <= block.chars <= 120 and block.tag != "a"
        if small and _leads_home(page, index, words, base, homes):
            yield index
    for found in islice(_PLAIN_TRAIL.finditer(page.text), MOST_TRAILS):
        index = max(at for at, block in enumerate(page.blocks) if block.begin <= found.end() - 1 < block.finish)
        if not page.blocks[index].links and _is_plain_trail(page, index, words):
            yield index


def _homes(home_url: str) -> frozenset[str]:
    return frozenset({canonical(home_url), canonical(resolve(home_url, "/") or home_url)})


def _is_plain_trail(page: Outline, index: int, words: Vocabulary) -> bool:
    """Tell whether a block without links is a whole breadcrumb: home comes first, and signs stand between the names."""
    if page.blocks[index].chars > 200:
        return False
    parts = _CRUMB_SEPARATORS.split(words.here.sub("", page.of(page.blocks[index])).strip("：: "))
    return len(parts) > 1 and bare(parts[0]) in words.home


def _leads_home(page: Outline, index: int, words: Vocabulary, base: str, homes: frozenset[str]) -> bool:
    """Tell whether a block is links parted by signs (> → /), the first of which leads home."""
    block = page.blocks[index]
    links = [page.blocks[at] for at in range(index, block.last) if page.blocks[at].tag == "a"]
    target = resolve(base, links[0].attributes.get("href") or "") if links else None
    before = page.text[block.begin : links[0].begin].strip() if links else ""
    if target is None or canonical(target) not in homes or (before and not _PLACE_WORD.fullmatch(before)):
        return False
    ends = [link.begin for link in links[1:]] or [block.finish]
    between = [page.text[link.finish : end].strip(" \t") for link, end in zip(links, ends, strict=False)]
    last = _CRUMB_SEPARATORS.sub("", page.of(block).rpartition(page.of(links[-1]))[2]).strip()
    sure = before or bare(last) in words.trail_ends or (len(last) >= LEAST_NAMED and bare(last) in bare(page.title))
    sign = _CRUMB_SEPARATORS if sure else _CRUMB_SIGN
    return all(sign.match(f"{part} ") for part in between)


def _names(page: Outline, index: int, words: Vocabulary, base: str, home_url: str) -> list[str]:
    """The names of the trail: links first as their own parts, text between them split at separators."""
    block = page.blocks[index]
    parts: list[str] = []
    place = block.begin
    seen_home = False
    homes = _homes(home_url)
    for link in (page.blocks[at] for at in range(index, block.last) if page.blocks[at].tag == "a"):
        before = (
            words.here.sub("", part).strip("：: \n\t")
            for part in _CRUMB_SEPARATORS.split(page.text[place : link.begin])
        )
        parts += [part for part in before if part and not _PLACE_WORD.fullmatch(part)]
        target = resolve(base, link.attributes.get("href") or "")
        if parts or seen_home or target is None or canonical(target) not in homes:
            parts.append(page.of(link))
        seen_home = True  # only the first link may be home by another name
        place = max(place, link.finish)
    # The trail ends with its own line: what stands below in the same block is another thing.
    parts += _CRUMB_SEPARATORS.split(page.text[place : block.finish].strip("\n\t ").split("\n")[0])
    names = [squeezed(words.here.sub("", part)).strip("：: []【】>-—·.") for part in parts]
    return [name for name in names if re.search(r"\w", name)]
