"""Document facts: what the box above an official document says of it, as a table, a list or lines with labels.

The flat text of a page holds a tab between cells and a line break between blocks: a label is followed by a colon, or
its value stands in the next cell or block. Dates among them (成文日期) are facts of the document, never publish dates.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from selectolax.lexbor import LexborNode

from migrate.extract.dates import in_row, row_spans
from migrate.extract.dom import Outline, bare, squeezed
from migrate.extract.rules import Vocabulary
from migrate.model import DocumentFacts

LONGEST_FACT = 120  # characters
INTO_BODY = 600  # characters of the body in which a box may stand
LONGEST_BOX = 600  # characters of a block that is walked whole
_WRAPPERS = frozenset({"html", "body", "div", "section", "main", "article", "center", "form"})
_SIGN = re.compile(r"[ \u3000]*(?:[:：][ \u3000]*(?:\t[ \t\u3000]*|\n)?|[】\]][ \u3000]*[:：]?|\t[ \t\u3000]*|\n)")
_VALUE = re.compile(r"[^\t\n]{1,400}")
_STARTS = frozenset({"", "\n", "\t", " ", "\u3000", "【", "[", "|", "｜", "；", ";"})
_APART = re.compile(r"[ \u3000|｜；;【\[]+$")


def find_facts(page: Outline, words: Vocabulary, span: tuple[int, int]) -> DocumentFacts:
    """Give the facts that labels outside the body, or at its very beginning, name; the first place of each counts.

    A label without a colon counts only where another one stands on the page: a heading may be a word like it.
    """
    return facts_of([(page, span)], words)


def facts_of(parts: Iterable[tuple[Outline, tuple[int, int]]], words: Vocabulary) -> DocumentFacts:
    """Give the facts of a page that was walked in parts, in their order, each with the body's stretch in it."""
    sure: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    for page, span in parts:
        _read_facts(page, words, span, (sure, doubtful))
    if len(sure) + len(doubtful) > 1:
        sure = doubtful | sure
    return DocumentFacts(**sure)


def _read_facts(
    page: Outline, words: Vocabulary, span: tuple[int, int], facts: tuple[dict[str, str], dict[str, str]]
) -> None:
    sure, doubtful = facts
    rows = row_spans(page)
    for found in words.factual.finditer(page.text):
        name = words.facts[bare(found[0])]
        place = found.start()
        if name in sure or in_row(rows, place) or not _may_stand(page.text, place, span):
            continue
        sign = _SIGN.match(page.text, found.end())
        value = _value(page.text, sign.end(), words) if sign else ""
        if value and sign:
            inside = span[0] <= place < span[1] or not re.search(r"[:：]", sign[0])
            (doubtful if inside else sure).setdefault(name, value)


def speaking(node: LexborNode, words: Vocabulary, body: LexborNode | None) -> Iterator[LexborNode]:
    """Yield the blocks of a page that hold labels, in order: there is no need to walk the others.

    A body is left out where all its labels stand deeper in it than a box does.
    """
    child, taken = node.child, False
    while child is not None:
        said = child.text() or "" if child.is_element_node else ""
        found = [one.span() for one in words.factual.finditer(said)] if said else []
        if taken and not found and said.strip():
            yield child  # the value of the label before it
            taken = False
        if found:
            if body is not None and child.mem_id == body.mem_id:
                taken = len(bare(said[: found[0][0]])) < INTO_BODY
                if taken:
                    yield child
            elif child.tag in _WRAPPERS and len(said) > LONGEST_BOX:
                yield from speaking(child, words, body)
                taken = not said[found[-1][1] :].strip(" \n\t:：　")
            else:
                yield child
                taken = not said[found[-1][1] :].strip(" \n\t:：　")
        elif child.tag == "-text" and words.factual.search(child.text_content or ""):
            yield node
            return
        child = child.next


def _may_stand(text: str, place: int, span: tuple[int, int]) -> bool:
    begin, finish = span
    before = text[place - 1 : place] if place else ""
    return before in _STARTS and not begin + INTO_BODY <= place < finish


def _value(text: str, start: int, words: Vocabulary) -> str:
    found = _VALUE.match(text, start)
    if found is None:
        return ""
    said = found[0]
    following = words.factual.search(said)
    while following and not _is_label(said, following):
        following = words.factual.search(said, following.end())
    labels = [one.start() for one in (following, words.labelled.search(said), words.dated.search(said)) if one]
    said = squeezed(_APART.sub("", said[: min(labels, default=len(said))])).strip("：:】[]")
    if not said or len(said) > LONGEST_FACT or bare(said).lower() in words.nothing:
        return ""
    return said if re.search(r"\w", said) else ""


def _is_label(said: str, found: re.Match[str]) -> bool:
    """A known word with a sign behind it, or that is all there is; 发文机关 in the name of an office is none."""
    rest = said[found.end() :]
    return said[: found.start()][-1:] in _STARTS and (not rest.strip() or _SIGN.match(rest) is not None)


def without(facts: DocumentFacts, said: str) -> DocumentFacts:
    """Give the facts without one that is only what stands below an empty cell, the title of the article."""
    return DocumentFacts(**{name: fact for name, fact in asdict(facts).items() if bare(fact) != bare(said)})
