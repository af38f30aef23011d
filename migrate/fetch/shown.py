"""A page in a browser, as facts: what it asks for, what it gets, how long it may take, what it showed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from migrate.model import Kind


@dataclass(frozen=True)
class Wanted:
    """A request of a page: the address as the browser names it, the form of a POST, its use, the page's own headers.

    `is_move` tells that the page wants to become another: it is never answered. `click` counts the clicks before it.
    """

    url: str
    kind: Kind
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)
    is_move: bool = False
    click: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Reply:
    """What the page gets; `is_new` tells that it asked for something it had not asked for before."""

    status: int
    content_type: str
    body: bytes
    is_new: bool = True


@dataclass(frozen=True)
class Bounds:
    """How long a page may take (seconds), when it is quiet (seconds), and how often the next page is clicked."""

    seconds: float
    quiet: float
    clicks: int
    next_words: tuple[str, ...] = ()
    next_marks: tuple[str, ...] = ()


@dataclass
class Shown:
    """What a page showed: its document, once at first and once after each click; and why it was left before its end."""

    documents: list[str] = field(default_factory=list)
    stopped: str | None = None  # time | hung | crashed | clicks | long | failed


Answer = Callable[[Wanted], Awaitable[Reply | None]]
