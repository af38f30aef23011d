"""Each zoo site is captured once; many tests look at what came of it. And the command line as a test speaks it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import cli
from migrate.run.work import Result
from tests.run.capturing import capture_zoo
from tests.zoo.server import Asked, FaultServer
from tests.zoo.site import ZooSite
from tests.zoo.sites import ZOO

Said = tuple[int, str, str]


@dataclass(frozen=True)
class Done:
    """A finished capture: the site, the workspace, what the server was asked, and what the stage said."""

    site: ZooSite
    workspace: Path
    log: list[Asked]
    result: Result


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Done]]:
    held: dict[str, Done] = {}

    def give(name: str) -> Done:
        if name not in held:
            workspace, site = tmp_path_factory.mktemp("zoo"), ZOO[name]
            with FaultServer(site.hosts, site.secured()) as server:
                result = capture_zoo(workspace, server, site)
            held[name] = Done(site, workspace, server.log, result)
        return held[name]

    yield give


@pytest.fixture(params=ZOO)
def zoo(request: pytest.FixtureRequest, finished: Callable[[str], Done]) -> Done:
    return finished(request.param)


@pytest.fixture
def say(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Run the command line in this process; gives exit code, standard output and standard error."""
    monkeypatch.delenv("MIGRATE_WORKSPACE", raising=False)

    def said(*words: str | Path) -> Said:
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main([str(word) for word in words])
        heard = capfdbinary.readouterr()
        return int(end.value.code or 0), heard.out.decode(), heard.err.decode()

    return said
