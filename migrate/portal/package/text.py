"""Text from old sites in files for other programs: valid UTF-8, nothing that a spreadsheet computes."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

_SURROGATES = re.compile("[\ud800-\udfff]")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
UNREADABLE = "\ufffd"


def encodable(text: str) -> str:
    """Give the text with the standard's replacement sign for what no UTF-8 file can hold."""
    return _SURROGATES.sub(UNREADABLE, text)


def xml_text(text: str) -> str:
    """Give the text without the characters that XML does not allow.

    >>> xml_text("一\\x00二\\x0b三")
    '一二三'
    """
    return _NOT_XML.sub("", encodable(text))


def cell(text: str) -> str:
    """Give the text as a spreadsheet shows it, on one line, and never computes it.

    >>> cell("=1+1"), cell("通知")
    ("'=1+1", '通知')
    """
    flat = " ".join(encodable(text).split())
    return f"'{flat}" if flat.startswith(_COMPUTED) else flat


def csv_pieces(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Give a CSV file that Excel and WPS open as UTF-8."""
    yield b"\xef\xbb\xbf"
    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(row)
        yield line.getvalue().encode("utf-8")
