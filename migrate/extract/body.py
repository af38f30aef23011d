"""Where the body stands: marks around it, a family's known block, or the block that holds most of what is said."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from selectolax.lexbor import LexborNode

from migrate.extract.dates import folded
from migrate.extract.dom import Outline
from migrate.extract.lines import LEADING_DATE, PICTURE_WEIGHT, Line, Scale, is_ending, is_footer
from migrate.extract.pictures import content_pictures
from migrate.extract.rules import Vocabulary, is_document, suffix_of
from migrate.extract.title import Title

DESCEND_SHARE = 0.72  # of a block's weight that one child must hold to be the better answer
WHOLE_SHARE = 0.9  # the same where pictures of the block would stay outside
REPEATED_SHARE = 0.8  # of a block's weight that another one holds too
MOST_COPIES = 3  # of one text on a page
ENDING_SHARE = 0.2  # of the weight that may stand behind an end line such as 上一篇
KNOWN_SHARE = 0.25  # a known block with less of the densest block's weight is an empty shell or a widget
LAST_LINES = 8  # of a page, among which a foot without any sure word is looked for
LONG_TEXT = 200  # characters of a line that no foot has
MOST_MARKS = 10  # of one kind that are tried
LITTLE = 200  # characters that may stand behind the links to the neighbours of an article
SURE_TEXT = 15  # characters between title and label line that are the text itself, if little follows
FEW_LINES = 5  # more lines of links are a list
LEAST_CELLS = 6  # of a table that holds figures
LONGEST_FIGURE = 40  # characters of its cells, on average
LONGEST_FOOT = 1500  # characters of the strip at the foot
LONGEST_NAME = 200  # characters of a link that names a document
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
    foot: int  # where the strip at the foot begins
    scale: Scale
    pictures: list[int]  # places of pictures, players and links to documents


def prepare(page: Outline, lines: list[Line], words: Vocabulary, title: Title) -> Ground:
    """Find where the article's ground begins (after title and label line) and ends (before the foot)."""
    pictures = [spot.begin for spot in content_pictures(page, words)]
    foot = foot_of(page, lines, words, max(0, title.finish))
    start = _start(lines, title, foot, pictures)
    end = _ending(lines, words, start, foot, pictures)
    scale = Scale(lines, start, end, pictures if start else [])
    if not _speaks(lines, words, start, end) and not any(start <= place < end for place in scale.pictures):
        documents = sorted(_documents(page, words))  # an article may be nothing but its documents
        pictures = sorted([*pictures, *documents])
        for line in lines:
            at = bisect_left(documents, line.begin)
            if at < len(documents) and documents[at] < line.finish:
                line.weight = max(line.weight, len(line.text))
        end = _ending(lines, words, start, foot, pictures)
        if title.finish > 0:
            _weigh_few_words(lines, start, end)
        scale = Scale(lines, start, end, pictures if start else [])
    return Ground(page, lines, words, start, end, foot, scale, pictures)


def _speaks(lines: list[Line], words: Vocabulary, start: int, end: int) -> bool:
    """Tell whether a line of text stands in the ground before the first line that ends articles."""
    for line in lines:
        if start <= line.begin < end:
            if is_ending(line, words):
                return False
            if line.weight >= LEAST_WEIGHT:
                return True
    return False


def _weigh_few_words(lines: list[Line], start: int, end: int) -> None:
    """Under a label line even a few words are the text, also where most of them are a link (全文见附件)."""
    under = [line for line in lines if start <= line.begin < end]
    few = [line for line in under if not line.chrome]
    labelled = len(few) < len(under) or (start > 0 and any(line.label for line in lines if line.finish <= start))
    if labelled and len(few) <= FEW_LINES:
        for line in few:
            line.weight = 0 if LEADING_DATE.fullmatch(folded(line.shown)) else len(line.text)


def foot_of(page: Outline, lines: list[Line], words: Vocabulary, after: int) -> int:
    """Give where the strip at the foot begins: at its first sure word, with the small block around that word."""
    last_text = max((index for index, line in enumerate(lines) if len(line.text) > LONG_TEXT), default=-1)
    for index, line in enumerate(lines):
        if index < last_text or line.begin <= after or not is_footer(line.text, words):
            continue
        return min(_small_block_begin(page, line.begin, after), _weak_foot(lines[:index], words, line.begin))
    return _unsure_foot(page, lines[last_text + 1 :], words, after)


def _unsure_foot(page: Outline, lines: list[Line], words: Vocabulary, after: int) -> int:
    """A foot without any sure word: a last block that is named so, or last lines of which two hold weak words."""
    weak: list[Line] = []
    for line in reversed(lines[-LAST_LINES:]):
        if line.begin <= after or "。" in line.text:
            break
        if words.weak_footer.search(line.text):
            weak.append(line)
        elif line.weight > LEAST_WEIGHT:
            break
    said = {word for line in weak for word in words.weak_footer.findall(line.text)}
    if len(said) < 2:
        return len(page.text) + 1
    return min(_small_block_begin(page, weak[-1].begin, after), weak[-1].begin)


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
            named = (block.attributes.get("class") or "", block.attributes.get("id") or "", block.tag)
            if not any(_FOOT_NAMES.search(name) for name in named):
                continue
        begin = block.begin
    return begin


def _start(lines: list[Line], title: Title, foot: int, pictures: list[int]) -> int:
    """After the title and after the label line that follows it, as long as the article still lies behind."""
    whole = Scale(lines, 0, foot, pictures)
    start = max(0, title.finish)
    everything = whole.between(start, foot)
    for line in lines:
        if start <= line.begin < foot and line.label:
            if line.begin - start > 400 and start:
                break
            before = whole.between(start, line.begin)
            if title.finish >= 0 and before >= SURE_TEXT and whole.between(line.finish, foot) < 3 * before:
                break  # 责任编辑 or the day below the text
            behind = whole.between(line.finish, foot)
            if behind >= max(LEAST_WEIGHT, everything * 0.5):
                start = line.finish
    return start


def _ending(lines: list[Line], words: Vocabulary, start: int, foot: int, pictures: list[int]) -> int:
    whole = Scale(lines, start, foot, pictures)
    everything = whole.between(start, foot)
    for line in lines:
        if start < line.begin < foot and is_ending(line, words):
            before = whole.between(start, line.begin)
            behind = everything - before
            sure = words.neighbours.match(line.text) is not None and behind <= LITTLE
            if before >= LEAST_WEIGHT and (behind <= everything * ENDING_SHARE or sure):
                return line.begin
    return foot


def _documents(page: Outline, words: Vocabulary) -> Iterator[int]:
    """Yield the places of links to documents: an article may consist of them."""
    for block in (page.blocks[index] for index in page.anchors()):
        if not block.hidden and block.chars <= LONGEST_NAME:
            named = suffix_of(page.of(block).rstrip("）)】]。 ")) in words.suffixes
            if named or is_document(block.attributes.get("href") or "", words):
                yield block.begin


def choose(ground: Ground) -> Choice | None:
    """Give the body: by marks, by a known block, else by weight; None where nothing is said."""
    dense = _densest(ground)
    for known in chain(_marked(ground), _contained(ground)):
        if not dense or known.weight >= dense.weight * KNOWN_SHARE:
            return known
    return dense


def named_choice(ground: Ground, body: LexborNode, title_place: int) -> Choice | None:
    """Give the body where a template names its node; what stands above the text in the same block stays out."""
    index = ground.page.places.get(body.mem_id)
    if index is None:
        return None
    block = ground.page.blocks[index]
    begin, finish = block.begin, block.finish
    if begin <= title_place < finish:
        begin, finish = max(begin, ground.start), min(finish, ground.end)
    return _choice(ground, index, begin, finish, "template") if _says(ground, begin, finish) else None


def whole_choice(ground: Ground) -> Choice | None:
    """Give all that the page shows below its title: the body of a page that a list calls an article, however short."""
    if not ground.page.blocks:
        return None
    return _choice(ground, 0, ground.start, max(ground.start, ground.end), "whole")


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
    nodes = page.root.css(select)
    indexes = sorted(page.places[node.mem_id] for node in nodes if node.mem_id in page.places)
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


def _held(ground: Ground, index: int) -> int:
    block = ground.page.blocks[index]
    return ground.scale.between(block.begin, max(block.finish, block.begin + 1))


def _within(page: Outline, index: int, place: int) -> bool:
    return page.blocks[index].begin <= place <= page.blocks[index].finish


def _repeats(ground: Ground, index: int, other: int) -> bool:
    """Tell whether a block says what another one says: phone and desktop copies of one text."""
    if _held(ground, index) < LEAST_WEIGHT:
        return False
    said = {line.text for line in ground.lines if _within(ground.page, other, line.begin)}
    own = [line for line in ground.lines if line.weight and _within(ground.page, index, line.begin)]
    whole = sum(line.weight for line in own)
    return sum(line.weight for line in own if line.text in said) >= whole * REPEATED_SHARE


def _is_beside_text(ground: Ground, index: int, table: int) -> bool:
    """Tell whether sentences stand beside a table that holds figures: the table is a part of the text then."""
    page = ground.page
    cells = [block for block in page.blocks[table : page.blocks[table].last] if block.tag in ("td", "th")]
    if len(cells) < LEAST_CELLS or page.blocks[table].chars > len(cells) * LONGEST_FIGURE:
        return False
    return any(
        line.weight >= SURE_TEXT and not line.linked and _within(page, index, line.begin)
        for line in ground.lines
        if ground.start <= line.begin < ground.end and not _within(page, table, line.begin)
    )


def _densest(ground: Ground) -> Choice | None:
    page, scale = ground.page, ground.scale
    if not page.blocks or scale.between(0, len(page.text) + 2) < LEAST_WEIGHT:
        return None
    index, weight = 0, scale.between(0, len(page.text) + 2)
    asked = [line.begin for line in ground.lines if ground.words.asked.match(line.text)]
    while True:
        held = {child: _held(ground, child) for child in page.children(index) if page.blocks[child].tag in DESCENDED}
        heaviest = max(held, key=lambda child: held[child], default=-1)
        if heaviest < 0 or not held[heaviest]:
            break
        if held[heaviest] < weight * DESCEND_SHARE:
            others = sorted((child for child in held if child != heaviest), key=lambda child: -held[child])
            weight -= sum(held[child] for child in others[:MOST_COPIES] if _repeats(ground, child, heaviest))
        shown = [place for place in ground.scale.pictures if ground.start <= place < ground.end]
        lost = any(not _within(page, heaviest, place) for place in shown if _within(page, index, place))
        if any(not _within(page, heaviest, place) for place in asked if _within(page, index, place)):
            break
        if held[heaviest] < weight * (DESCEND_SHARE if not lost else WHOLE_SHARE):
            break
        if page.blocks[heaviest].tag == "table" and _is_beside_text(ground, index, heaviest):
            break
        index, weight = heaviest, held[heaviest]
    while page.blocks[index].tag in UNITS and page.blocks[index].parent >= 0:
        index = page.blocks[index].parent
    block = page.blocks[index]
    return Choice(index, max(block.begin, ground.start), min(block.finish, ground.end), "density", weight)
