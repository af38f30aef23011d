"""Parts of a file: an answer 206 that nobody asked for by range, whole only when it says that it is all of the file."""

import re

_RANGE = re.compile(r"bytes[ =]+0-(\d{1,18})/(\d{1,18})", re.IGNORECASE)
PARTIAL = 206
ONLY_A_PART = "服务器只给出文件的一部分（206）"


def is_whole(content_range: str) -> bool:
    """True when a Content-Range names all bytes of the file.

    >>> is_whole("bytes 0-9/10"), is_whole("bytes 0-9/11"), is_whole("bytes 0-9/*"), is_whole("")
    (True, False, False, False)
    """
    found = _RANGE.fullmatch(content_range.strip())
    return found is not None and int(found[1]) + 1 == int(found[2])
