"""Where the body stands: marks around it, a family's known block, or the block that holds most of what is said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from migrate.extract.dom import Outline, Spot
from migrate.extract.lines import PICTURE_WEIGHT, Line, Scale, is_chrome, is_footer, is_label_line
from migrate.extract.rules import Vocabulary, is_document
from migrate.extract.title import Title

DESCEND_SHARE = 0.72  # of a block's weight that one child must hold to be the better answer
ENDING_SHARE = 0.2  # of the weight that may stand behind an end line such as 上一篇
KNOWN_SHARE = 0.25  # a known block with less of the densest block's weight is an empty shell or a widget
LONG_TEXT = 200  # characters of a line that no foot has
MOST_MARKS = 10  # of one kind that are tried
FEW_LINES = 5  # more lines of links are a list
LONGEST_FOOT = 1500  # characters of the strip at the foot
LEAST_WEIGHT = 8  # characters; below it nothing is said
_FOOT_NAMES = re.compile(r"(?:^|[\s_-])(?:foot\w*|bottom\w*|copyright|banquan|dibu|yejiao)(?:$|[\s_-])", re.IGNORECASE)
DESCENDED = frozenset(
    {
        "html",
        "body",
        "div",
        "td",
        "th",
        "table",
        "tbody",
        "tr",
        "center",
        "form",
        "section",
        "article",
        "main",
        "ul",
        "ol",
        "dl",
        "dd",
        "font",
        "span",
        "fieldset",
        "ucapcontent",
        "frameset",
        "noframes",
    }
)
UNITS = frozenset({"tbody", "tr", "thead", "tfoot", "ul", "ol", "li", "p"})


@dataclass(frozen=True)
class Choice:
    """The chosen body: the smallest block around it, its stretch of the flat text, and how it was found."""

    block: int
    begin: int
    finish: int
    method: str
    weight: int = 0


@dataclass(frozen=True)
class Ground:
    """A page prepared for choosing: its lines, what lies between title and foot, and the weights there."""

    page: Outline
    lines: list[Line]
    words: Vocabulary
    start: int
    end: int
    scale: Scale
    pictures: list[int]  # places of pictures, players and links to documents


def prepare(page: Outline, lines: list[Line], words: Vocabulary, title: Title) -> Ground:
    """Find where the article's ground begins (after title and label line) and ends (before the foot)."""
    pictures = [spot.begin for spot in content_pictures(page, words)]
    foot = _foot(page, lines, words, max(0, title.finish))
    start = _start(lines, words, title, foot, pictures)
    end = _ending(lines, words, start, foot, pictures)
    scale = Scale(lines, start, end, pictures if start else [])
    if scale.between(0, end + 1) < LEAST_WEIGHT:
        pictures = sorted([*pictures, *_documents(page, words)])  # an article may be nothing but its documents
        if title.finish > 0:
            _weigh_few_words(lines, words, start, end)
        scale = Scale(lines, start, end, pictures if start else [])
    return Ground(page, lines, words, start, end, scale, pictures)


def _weigh_few_words(lines: list[Line], words: Vocabulary, start: int, end: int) -> None:
    """Under a label line even a few words are the text, also where most of them are a link (全文见附件)."""
    under = [line for line in lines if start <= line.begin < end]
    few = [line for line in under if not is_chrome(line.shown, words)]
    labelled = len(few) < len(under) or (
        start > 0 and any(is_label_line(line.shown, words) for line in lines if line.finish <= start)
    )
    if labelled and len(few) <= FEW_LINES:
        for line in few:
            line.weight = len(line.text)


def _foot(page: Outline, lines: list[Line], words: Vocabulary, after: int) -> int:
    """The strip at the foot begins where its first sure word stands, with the small block around that word."""
    last_text = max((index for index, line in enumerate(lines) if len(line.text) > LONG_TEXT), default=-1)
    for index, line in enumerate(lines):
        if index < last_text or line.begin <= after or not is_footer(line.text, words):
            continue
        return min(_small_block_begin(page, line.begin, after), _weak_foot(lines[:index], words, line.begin))
    return len(page.text) + 1


def _weak_foot(before: list[Line], words: Vocabulary, foot: int) -> int:
    for line in reversed(before[-6:]):
        if words.weak_footer.search(line.text) and "。" not in line.text:
            foot = line.begin
    return foot


def _small_block_begin(page: Outline, place: int, after: int) -> int:
    begin = place
    inner = [block for block in page.blocks if block.begin <= place < block.finish]
    for block in reversed(inner):
        if block.begin <= after or block.chars > LONGEST_FOOT:
            break
        if block.chars > 400 or place - block.begin > 200:  # a long foot is known by its name only
            named = (block.node.attributes.get("class") or "", block.node.attributes.get("id") or "", block.tag)
            if not any(_FOOT_NAMES.search(name) for name in named):
                continue
        begin = block.begin
    return begin


def _start(lines: list[Line], words: Vocabulary, title: Title, foot: int, pictures: list[int]) -> int:
    """After the title and after the label line that follows it, as long as the article still lies behind."""
    whole = Scale(lines, 0, foot, pictures)
    start = max(0, title.finish)
    everything = whole.between(start, foot)
    for line in lines:
        if start <= line.begin < foot and is_label_line(line.shown, words):
            if line.begin - start > 400 and start:
                break
            behind = whole.between(line.finish, foot)
            if behind >= max(LEAST_WEIGHT, everything * 0.5):
                start = line.finish
    return start


def _ending(lines: list[Line], words: Vocabulary, start: int, foot: int, pictures: list[int]) -> int:
    whole = Scale(lines, start, foot, pictures)
    everything = whole.between(start, foot)
    for line in lines:
        if start < line.begin < foot and len(line.text) < 200 and words.endings.match(line.text):
            before = whole.between(start, line.begin)
            if before >= LEAST_WEIGHT and everything - before <= everything * ENDING_SHARE:
                return line.begin
    return foot


def content_pictures(page: Outline, words: Vocabulary) -> Iterator[Spot]:
    """Yield the pictures that may be content: neither icons nor inside links nor tiny."""
    for spot in page.media:
        if spot.name == "img" and not spot.hidden and not spot.linked:
            source = spot.node.attributes.get("src") or ""
            if not words.icons.search(source) and not is_tiny(spot):
                yield spot
        elif spot.name in {"video", "embed", "iframe", "object", "pdf"} and not spot.hidden and not is_tiny(spot):
            yield spot


def _documents(page: Outline, words: Vocabulary) -> Iterator[int]:
    """Yield the places of links to documents: an article may consist of them."""
    for block in (page.blocks[index] for index in page.anchors()):
        if not block.hidden and is_document(block.node.attributes.get("href") or "", words):
            yield block.begin


def is_tiny(spot: Spot) -> bool:
    """Tell whether a picture's stated size is that of a spacer, a bullet or a counter."""
    attributes = spot.node.attributes
    sizes = [(attributes.get(name) or "").strip().removesuffix("px") for name in ("width", "height")]
    return any(size.isdigit() and int(size) <= 20 for size in sizes if len(size) < 6)


def choose(ground: Ground) -> Choice | None:
    """Give the body: by marks, by a known block, else by weight; None where nothing is said."""
    dense = _densest(ground)
    for known in (*_marked(ground), *_contained(ground)):
        if not dense or known.weight >= dense.weight * KNOWN_SHARE:
            return known
    return dense


def _marked(ground: Ground) -> Iterator[Choice]:
    marks = ground.page.marks
    for begin_name, (end_name, family) in ground.words.mark_ends.items():
        begins = [index for index, spot in enumerate(marks) if spot.name == begin_name and spot.block >= 0]
        for index in begins[:MOST_MARKS]:
            spot = marks[index]
            end = next((later for later in islice(marks, index + 1, None) if later.name == end_name), None)
            block = common(ground.page, spot.block, end.block if end else spot.block)
            finish = end.begin if end else ground.page.blocks[block].finish
            if _says(ground, spot.begin, finish):
                yield _choice(ground, block, spot.begin, finish, f"mark:{family}")
                break


def _contained(ground: Ground) -> Iterator[Choice]:
    page = ground.page
    for rule in ground.words.containers:
        found = _outermost(page, rule.select)
        speaking = [index for index in found if _says(ground, page.blocks[index].begin, page.blocks[index].finish)]
        if not speaking:
            continue
        heaviest = max(speaking, key=lambda index: (page.blocks[index].chars, -index))
        peers = [index for index in speaking if page.blocks[index].parent == page.blocks[heaviest].parent]
        peers = _without_doubles(page, peers, heaviest)
        block = common(page, peers[0], peers[-1])
        begin, finish = page.blocks[peers[0]].begin, page.blocks[peers[-1]].finish
        yield _choice(ground, block, begin, finish, f"container:{rule.family}")


def _outermost(page: Outline, select: str) -> list[int]:
    if page.root is None:
        return []
    indexes = sorted(page.places[node.mem_id] for node in page.root.css(select) if node.mem_id in page.places)
    found: list[int] = []
    for index in indexes:
        if not found or index >= page.blocks[found[-1]].last:
            found.append(index)
    return found


def _without_doubles(page: Outline, peers: list[int], heaviest: int) -> list[int]:
    """Phone and desktop copies of one text are one."""
    texts = {index: page.of(page.blocks[index]) for index in peers}
    if sum(text == texts[heaviest] for text in texts.values()) > 1:
        return [heaviest]
    return peers


def _says(ground: Ground, begin: int, finish: int) -> bool:
    if ground.page.text[begin:finish].strip():
        return True
    return any(begin <= spot.begin <= finish for spot in ground.page.media if not spot.hidden)


def _choice(ground: Ground, block: int, begin: int, finish: int, method: str) -> Choice:
    pictures = sum(PICTURE_WEIGHT for place in ground.pictures if begin <= place <= finish)
    weight = Scale(ground.lines, begin, finish, []).between(begin, finish) + pictures
    return Choice(block, begin, finish, method, weight)


def common(page: Outline, one: int, other: int) -> int:
    """Give the smallest block that holds both blocks."""
    chain = {one, *page.above(one)}
    return other if other in chain else next((index for index in page.above(other) if index in chain), 0)


def _densest(ground: Ground) -> Choice | None:
    page, scale = ground.page, ground.scale
    if not page.blocks or scale.between(0, len(page.text) + 2) < LEAST_WEIGHT:
        return None
    index, weight = 0, scale.between(0, len(page.text) + 2)
    while True:
        heaviest, best = -1, 0
        for child in page.children(index):
            block = page.blocks[child]
            held = scale.between(block.begin, max(block.finish, block.begin + 1)) if block.tag in DESCENDED else 0
            if held > best:
                heaviest, best = child, held
        if heaviest < 0 or best < weight * DESCEND_SHARE:
            break
        index, weight = heaviest, best
    while page.blocks[index].tag in UNITS and page.blocks[index].parent >= 0:
        index = page.blocks[index].parent
    block = page.blocks[index]
    return Choice(index, max(block.begin, ground.start), min(block.finish, ground.end), "density", weight)
