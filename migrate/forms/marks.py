"""What a layout file cannot say by itself: blanks that one sees and types over, signatures above the middle of a date.

A blank becomes a text form field: word processors shade it on the screen, select it with one click, and print it
without the shade. (A coloured highlight would be printed.)
"""

import unicodedata
from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from migrate.forms.values import BLANK

SIGNATURE, DATE = "公文署名", "公文成文日期"  # names of the two styles
CHARACTER = 15.75  # points of a character of 三号 on a line of 28
RIGHT = 4 * CHARACTER  # 成文日期右空四字


def mark_blanks(document: Document) -> None:
    """Make a form field of every blank in the body of the document."""
    for text in list(document.element.body.iter(qn("w:t"))):
        run = text.getparent()
        if BLANK in (text.text or "") and run is not None and run.tag == qn("w:r"):
            _split(run, text)


def _split(run: Any, text: Any) -> None:
    """Put the parts of a run, its blanks as fields, in the place of the run."""
    for made in _parts(run, text):
        run.addprevious(made)
    run.getparent().remove(run)


def _parts(run: Any, text: Any) -> Iterator[Any]:
    children = [child for child in run if child.tag != qn("w:rPr")]
    before, after = children[: children.index(text)], children[children.index(text) + 1 :]
    if before:
        yield _like(run, before)
    pieces = (text.text or "").split(BLANK)
    for number, piece in enumerate(pieces):
        if number:
            yield from _field(run)
        if piece:
            yield _like(run, [_text(piece)])
    if after:
        yield _like(run, after)


def _like(run: Any, children: list[Any]) -> Any:
    """A run of the same look with other content."""
    made = OxmlElement("w:r")
    look = run.find(qn("w:rPr"))
    if look is not None:
        made.append(deepcopy(look))
    made.extend(children)
    return made


def _text(text: str) -> Any:
    made = OxmlElement("w:t")
    made.set(qn("xml:space"), "preserve")
    made.text = text
    return made


def _field(run: Any) -> Iterator[Any]:
    begin = OxmlElement("w:fldChar")
    begin.set(qn("w:fldCharType"), "begin")
    form = OxmlElement("w:ffData")
    for name in ("name", "enabled", "textInput"):
        form.append(OxmlElement(f"w:{name}"))
    form[0].set(qn("w:val"), "")
    begin.append(form)
    yield _like(run, [begin])
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = " FORMTEXT "
    yield _like(run, [code])
    for kind in ("separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        if kind == "end":
            yield _like(run, [_text(BLANK)])
        yield _like(run, [mark])


def centre_signatures(document: Document) -> None:
    """Set every signature above the middle of the date below it, as long as the line has room for that."""
    paragraphs = document.paragraphs
    for above, below in pairwise(paragraphs):
        if _style(above) == SIGNATURE and _style(below) == DATE:
            indent = RIGHT + (_width(below.text) - _width(above.text)) / 2
            above.paragraph_format.right_indent = Pt(max(0.0, round(indent, 1)))


def _style(paragraph: Paragraph) -> str:
    return paragraph.style.name or "" if paragraph.style else ""


def _width(text: str) -> float:
    """Points that a text takes on the line: signs of the East are one character wide, others half of one."""
    wide = sum(unicodedata.east_asian_width(sign) in "WFA" for sign in text)
    return CHARACTER * (wide + (len(text) - wide) / 2)
