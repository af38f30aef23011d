"""Lists and logs of the zoo's site, and a capture that is given them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrate.ledger.sites import known_sites
from migrate.run.capturing.given import read_given
from migrate.run.capturing.sourcing import capture_given
from migrate.run.work import Result, Work
from tests.zoo.site import HOST

AT = "[22/Mar/2017:10:00:00 +0800]"


@dataclass
class Heard:
    """A voice that remembers what was said."""

    said: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.said.append(text)

    def progress(self, stage: str, item: str, done: int, total: int | None, **_: object) -> None:
        """Progress is not what is looked at."""


def log_line(target: str, status: int = 200, method: str = "GET", host: str = HOST, referrer: str = "-") -> str:
    return f'{host}:80 192.0.2.7 - - {AT} "{method} {target} HTTP/1.1" {status} 512 "{referrer}" "-"\n'


def file_with(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode("latin-1") if isinstance(content, str) else content)
    return path


def sourced(work: Work, lists: Sequence[Path] = (), logs: Sequence[Path] = ()) -> tuple[Result, list[str]]:
    """Capture all sites with what is given; the result, and what was said."""
    given, heard = read_given(work.settings, lists, logs), Heard()
    with work.ledger.begin() as connection:
        sites = known_sites(connection)
    return capture_given(replace(work, voice=heard), sites, given), heard.said
