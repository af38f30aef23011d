"""The workbook of missing fields comes back: what people filled in is kept with who and when, and goes into documents.

It may have been sorted, cut and saved by any program: lines are known by their key, columns by their heading. A blank
cell changes nothing; every cell is text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from migrate.errors import SheetError
from migrate.forms.values import BLANK, clean
from migrate.ledger.papers import all_papers
from migrate.ledger.sites import known_sites
from migrate.ledger.supplied import TAKEN_BACK, all_supplied, enter_supplied, supplied_to
from migrate.run.papers.facts import supplied_name
from migrate.run.papers.kinds import OFFICE, SITE, UNIT, all_definitions
from migrate.run.papers.missing import BY, FILL, KEY, LABEL, SITE_TITLE, UNIT_TITLE, key_of
from migrate.run.papers.needed import this_month, unit_of
from migrate.run.work import Result, Voice, Work, opened, tool_version
from migrate.settings import Settings
from migrate.sheet.cells.text import bare
from migrate.sheet.grid import Grid
from migrate.sheet.reading import read_book
from migrate.sheet.returned import HEAD_SEARCH

REMOVE = "（删除）"  # takes a value back
REMEDY = "请交回由 migrate forms --missing 生成的待补信息表"
LONGEST = 2_000  # characters of a value; a document's blank holds no more
SHOWN = 20  # characters of a cell that a message quotes

About = tuple[str, str, str]  # scope, subject, field


@dataclass(frozen=True)
class Line:
    """One line that somebody filled in: where it stands, its key, what was written, and by whom ("" where not said)."""

    sheet: str
    row: int
    key: str
    value: str
    by: str
    of: str

    @property
    def place(self) -> str:
        """Where it stands, for a person."""
        return f"{self.sheet} 第 {self.row} 行"


def import_supplied(workspace: Path, settings: Settings, voice: Voice, workbook: Path) -> Result:
    """Keep what was filled in, with who and when; unknown lines are told, each with its row, and change nothing."""
    lines = _read(workbook)
    with opened(workspace, settings, voice) as work:
        result = Result()
        with work.ledger.run("forms --import", tool_version()):
            with work.ledger.begin() as connection:
                known = _known_fields(work, connection)
                for line in _settled(lines, known, result):
                    _enter(work, connection, known[line.key], line, workbook, result)
            work.ledger.end_run(result.exit_code)
    return result


def _read(path: Path) -> list[Line]:
    """Every filled line of every sheet that has the headings; SheetError where none has."""
    if not path.is_file():
        raise SheetError(f"找不到文件 {path}", "请检查文件名和路径")
    headed = [(grid, *found) for grid in read_book(path) if (found := _head(grid)) is not None]
    if not headed:
        raise SheetError(f"{path} 里没有带“{FILL}”“{KEY}”两栏的工作表", REMEDY)
    return [line for grid, head, columns in headed for line in _lines(grid, head, columns)]


def _head(grid: Grid) -> tuple[int, dict[str, int]] | None:
    known = {bare(title): title for title in (UNIT_TITLE, SITE_TITLE, LABEL, FILL, BY, KEY)}
    for row in sorted(grid.rows)[:HEAD_SEARCH]:
        columns: dict[str, int] = {}
        for column, text in enumerate(grid.texts(row), 1):
            if bare(text) in known:
                columns.setdefault(known[bare(text)], column)
        if FILL in columns and KEY in columns:
            return row, columns
    return None


def _lines(grid: Grid, head: int, columns: Mapping[str, int]) -> Iterator[Line]:
    for row in sorted(one for one in grid.rows if one > head):
        texts = {title: clean(grid.text(row, column)) for title, column in columns.items()}
        lost = (row, columns[FILL]) in grid.lost
        value = "" if texts[FILL] == BLANK else texts[FILL]
        if (value or lost) and bare(texts[KEY]) != bare(KEY):  # not the headings once more
            of = "／".join(filter(None, (texts.get(title, "") for title in (UNIT_TITLE, SITE_TITLE, LABEL))))
            yield Line(grid.sheet or "", row, texts[KEY], "" if lost else value, texts.get(BY, ""), of)


def _known_fields(work: Work, connection: Connection) -> dict[str, About]:
    """Every field of every subject that there is, by the key of its line."""
    names = {supplied_name(one, field) for one in all_definitions(work).values() for field in one.fields}
    sites = known_sites(connection)
    subjects = {(SITE, site.site_key) for site in sites} | {(UNIT, unit_of(site)) for site in sites}
    subjects |= {(OFFICE, ""), (OFFICE, this_month())}
    subjects |= {(row.scope, row.subject) for row in all_papers(connection) if row.scope == OFFICE}
    asked = [(scope, subject, name) for scope, subject in sorted(subjects) for name in sorted(names)]
    said = [(one.scope, one.subject, one.field) for one in all_supplied(connection)]
    return {key_of(*about): about for about in (*asked, *said)}


def _settled(lines: Sequence[Line], known: Mapping[str, About], result: Result) -> Iterator[Line]:
    """The lines that can be used; the others are told: unknown, too long, lost, or saying two things of one field."""
    said: dict[str, set[str]] = {}
    for line in lines:
        said.setdefault(line.key, set()).add(line.value)
    taken = set()
    for line in lines:
        fault = _fault(line, known, said[line.key])
        if fault:
            result.waiting.append(f"{line.place}（{line.of[:60]}）{fault}，没有采用")
        elif line.key not in taken:
            taken.add(line.key)
            yield line


def _fault(line: Line, known: Mapping[str, About], said: set[str]) -> str:
    if line.key not in known:
        return f"的栏目键“{line.key[:SHOWN]}”不是待补信息表发出的" if line.key else "没有栏目键"
    if not line.value:
        return "的公式没有保存结果，请改填文字"
    if len(said) > 1:
        return "与同一栏目的另一行填写不同，请只留一行"
    return f"超过 {LONGEST} 字" if len(line.value) > LONGEST else ""


def _enter(work: Work, connection: Connection, about: About, line: Line, workbook: Path, result: Result) -> None:
    scope, subject, name = about
    before = supplied_to(connection, scope, subject).get(name, TAKEN_BACK)
    value = TAKEN_BACK if line.value == REMOVE else line.value
    if value == before:
        result.count("与已填的一致")
        return
    by = f"{line.by}（{work.ledger.operator}）" if line.by else work.ledger.operator
    enter_supplied(
        connection, scope, subject, name, value, by=by, file=workbook.name, run_id=work.ledger.run_id
    )  # fmt: skip
    result.count("收下的信息" if value != TAKEN_BACK else "取消的信息")
