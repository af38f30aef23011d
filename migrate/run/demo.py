"""demo: the whole job on the bundled sample sites, served on this machine, in a workspace of its own."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from migrate.demo.server import serve
from migrate.demo.sheet import write_sheet
from migrate.demo.sites import samples
from migrate.run.classify import classify
from migrate.run.screens.summary import Summary, summary
from migrate.run.status import Line, status
from migrate.run.whole import run_all
from migrate.run.work import Order, Result, Voice
from migrate.settings import read_settings

SHEET_NAME = "政府网站主办单位自查清理表.xlsx"
AS_OF = date(2017, 2, 22)  # the day on the sample sheet
SETTINGS = (
    "http.interval=0.02",  # the sample sites are ours: no need to be gentle
    "http.pace_factor=0",
    "http.retry_wait=0.2",
    'portal.name="栖云县人民政府"',
    'portal.site_code="9901230001"',
    'portal.sponsor="栖云县人民政府办公室"',
)


@dataclass(frozen=True)
class Shown:
    """What the demonstration shows at its end."""

    workspace: Path
    result: Result
    lines: list[Line]
    summary: Summary


def demo(workspace: Path, voice: Voice, overrides: tuple[str, ...] = ()) -> Shown:
    """Make the sample sheet, serve the sample sites, classify, run everything, and gather what to show."""
    workspace.mkdir(parents=True, exist_ok=True)
    sheet = workspace / SHEET_NAME
    write_sheet(sheet)
    with serve(samples()) as server:
        settings = read_settings(workspace, (*SETTINGS, *overrides), (server.connect_to,))
        voice.say(f"样例网站已在本机启动（端口 {server.port}）")
        result = classify(workspace, settings, voice, [str(sheet)], as_of=AS_OF).result
        result.join(run_all(workspace, settings, voice, Order(unreviewed=True)))
    return Shown(workspace, result, status(workspace, settings), summary(workspace, settings))
