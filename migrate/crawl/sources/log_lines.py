"""One line of an access log → the request it tells of: Apache's and nginx's common and combined form, IIS's W3C form.

A line comes as latin-1 text, every byte as one character; what a target holds beside ASCII is given as `%XX`, and its
own escapes stay exactly as they were sent.
"""

import re
from dataclasses import dataclass, field

MOST_WORDS = 8  # words before the time: virtual host, client, ident and a user whose name may have blanks
LONGEST = 2_000  # characters of a target; the browsers of the time sent no more than 2,083
ASKING = frozenset({"GET", "HEAD"})
_LINE = re.compile(
    r"(?P<who>[^\n]{1,1000}?) \[(?P<day>\d{1,2}/\w{3}/\d{4})[^\]\n]{0,40}+\] "
    r'"(?P<request>(?:[^"\\]++|\\.|"(?! \d{3} ))*+)" (?P<status>\d{3}) (?:\d+|-)(?=\s|$)'
    r'(?: "(?P<referrer>(?:[^"\\]++|\\.)*+)")?'
)
_REQUEST = re.compile(r"([A-Za-z]+) (.*?)(?: HTTP/\d(?:\.\d)?)?", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "v": "\v", "f": "\f"}
_BEYOND = re.compile(r"[ \x80-\xff]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IIS_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Visit:
    """One request as a log tells it: `host` (`host[:port]`) and `referrer` are empty where it does not say them.

    `day` is YYYY-MM-DD, empty where the line has none.
    """

    method: str
    target: str
    status: int
    host: str = ""
    referrer: str = ""
    day: str = field(default="", compare=False)


def is_address(visit: Visit) -> bool:
    """True when a request was for an address that a browser could have asked for."""
    target = visit.target
    rooted = target.startswith(("/", "http://", "https://"))
    return visit.method in ASKING and rooted and not _UNPRINTABLE.search(target) and len(target) <= LONGEST


def is_source(visit: Visit) -> bool:
    """True when an address was asked for and was there: what was missing then needs no capture now.

    Scanners ask for thousands of addresses that no site has; their 404 and their broken requests name nothing.
    """
    return 200 <= visit.status < 400 and is_address(visit)


def visit_of(line: str) -> Visit | None:
    """Give what a line in common or combined form tells, the virtual host before it or not; None: no such line."""
    found = _LINE.match(line)
    words = found["who"].split(maxsplit=MOST_WORDS) if found else []
    if found is None or not 3 <= len(words) <= MOST_WORDS:
        return None
    host = words[0] if len(words) > 3 and words[1] != "-" and words[2] == "-" else ""
    request = _REQUEST.fullmatch(_unescaped(found["request"]))
    referrer = _unescaped(found["referrer"] or "")
    method, target = (request[1], request[2]) if request else ("", "")
    told = "" if referrer == "-" else _sent(referrer)
    return Visit(method, _sent(target), int(found["status"]), host, told, _day(found["day"]))


def _day(text: str) -> str:
    """`11/Mar/2024` as 2024-03-11; empty where the month is none."""
    day, month, year = text.split("/")
    name = month.lower()
    return f"{year}-{_MONTHS.index(name) + 1:02}-{int(day):02}" if name in _MONTHS else ""


def _unescaped(text: str) -> str:
    r"""A field as it came over the wire: `\xE5` is a byte, `\"` a quote; nginx and Apache both write so."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda one: chr(int(one[1], 16)) if one[1] else _CONTROLS.get(one[2], one[2]), text)


def _sent(text: str) -> str:
    return _BEYOND.sub(lambda byte: f"%{ord(byte[0]):02X}", text)


class LineReader:
    """Reads the lines of one log in order: a heading of IIS says what the words of the following lines are."""

    def __init__(self) -> None:
        self._fields: dict[str, int] = {}

    def is_remark(self, line: str) -> bool:
        """True for a blank line and for what IIS says about its log."""
        return not line.strip() or line.startswith("#")

    def visit_of(self, line: str) -> Visit | None:
        """Give what a line tells; None where it tells nothing."""
        if line.startswith("#"):
            if line.lower().startswith("#fields:"):
                self._fields = {name: at for at, name in enumerate(line[8:].lower().split())}
            return None
        return (self._of_iis(line.split()) if self._fields else None) or visit_of(line)

    def _of_iis(self, words: list[str]) -> Visit | None:
        if len(words) != len(self._fields):
            return None
        told = {name: words[at] for name, at in self._fields.items() if words[at] != "-"}
        stem, status = told.get("cs-uri-stem"), told.get("sc-status", "")
        if stem is None or not re.fullmatch(r"[0-9]{3}", status):
            return None
        query = f"?{told['cs-uri-query']}" if "cs-uri-query" in told else ""
        host, port = told.get("cs-host", ""), told.get("s-port", "")
        if host and port and not re.search(r":\d+$", host):
            host = f"{host}:{port}"
        target = _sent(stem.replace("+", " ") + query)  # IIS writes a blank of the path as +
        day = told.get("date", "")
        referrer = _sent(told.get("cs(referer)", ""))
        plain_day = day if _IIS_DAY.fullmatch(day) else ""
        return Visit(told.get("cs-method", ""), target, int(status), host, referrer, plain_day)
