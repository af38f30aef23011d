"""PDF → pieces: the text of each page, line by line; a page without text is told, a scan has none."""

from collections.abc import Iterator

import pypdfium2

from migrate.screen.files.told import Piece, UnreadError

MOST_PAGES = 3000
LINES = 20  # pages without text that are named
_LOCKED = "password"


def pdf_pieces(content: bytes, where: str) -> Iterator[Piece]:
    """Give the lines of every page."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadError("已加密" if _LOCKED in str(error).lower() else "已损坏或不完整", where) from error
    blank: list[int] = []
    for number in range(min(len(document), MOST_PAGES)):
        text = _text_of(document, number)
        if not text.strip():
            blank.append(number + 1)
        before = ""
        for line in text.splitlines():
            if told := line.strip():
                yield Piece(f"{where}第 {number + 1} 页", told, before=before[-30:])
                before = told
    if blank:
        named = "、".join(map(str, blank[:LINES])) + ("等" if len(blank) > LINES else "")
        yield Piece(f"{where}第 {named} 页", "", unread="没有文字，多为扫描件")
    if len(document) > MOST_PAGES:
        yield Piece(where, "", unread=f"只看了前 {MOST_PAGES} 页")


def _text_of(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            return str(text_page.get_text_bounded())
        finally:
            text_page.close()
    finally:
        page.close()
