"""A county of 60 sites in 20 units: every kind is made, and what nobody supplied is listed once."""

import zipfile
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mappings.forms.fields import read_forms
from migrate.ledger.book import open_ledger
from migrate.ledger.papers import all_papers
from migrate.ledger.sites import known_sites
from migrate.run.papers.asking import list_missing
from migrate.run.papers.missing import HEADINGS, KEY
from migrate.run.papers.needed import MERGED
from migrate.run.whole import run_stage
from migrate.run.work import Order, Silent
from migrate.settings import Settings, read_settings
from tests.run.county import HOSTILE_NAMES, SITES, UNITS, classified, rows
from tests.run.papering import text_of, tree

EVERYTHING = Order(unreviewed=True)
KINDS = read_forms()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = classified(tmp_path_factory.mktemp("county") / "w")
    run_stage(workspace, settings(workspace), Silent(), "forms", EVERYTHING)
    return workspace


def settings(workspace: Path) -> Settings:
    return read_settings(workspace, ["forms.series=栖政办函"])


def made(county: Path) -> list:  # type: ignore[type-arg]
    with open_ledger("", county, writing=False) as ledger, ledger.begin() as connection:
        return list(all_papers(connection))


def test_the_rules_find_the_action_that_each_line_was_written_for(county: Path) -> None:
    with open_ledger("", county, writing=False) as ledger, ledger.begin() as connection:
        found = {site.url: site.action for site in known_sites(connection)}
    assert found == {row.cells[2]: row.action for row in rows()}
    assert len(found) == SITES
    assert len({row.cells[0] for row in rows()}) == UNITS


def test_every_kind_is_made_as_often_as_decisions_need_it(county: Path) -> None:
    actions = Counter(row.action for row in rows())
    units = {row.cells[0] for row in rows()}
    per_unit = {unit: {row.action for row in rows() if row.cells[0] == unit} for unit in units}
    wanted = {}
    for key, one in KINDS.items():
        if one.scope == "site":
            wanted[key] = sum(actions[action] for action in one.needs)
        elif one.scope == "unit":
            wanted[key] = sum(bool(own & {*one.needs}) for own in per_unit.values())
        else:
            wanted[key] = int(bool(one.needs))
    assert Counter(row.kind for row in made(county)) == {key: number for key, number in wanted.items() if number}


def test_every_document_lies_in_a_folder_of_its_unit_below_forms(county: Path) -> None:
    paths = [row.path for row in made(county)]
    assert len({path.casefold() for path in paths}) == len(paths)
    for path in paths:
        assert (county / path).is_file(), path
        assert (county / path).resolve().relative_to((county / "forms").resolve()).parts[0] != MERGED
        assert len(path) < 140 and path.count("/") == 2
        assert not set(path) & set('<>:"\\|?*\n\u202e')
    assert len({path.split("/")[1] for path in paths}) == UNITS


def test_a_document_says_hostile_names_as_text(county: Path) -> None:
    closures = [county / row.path for row in made(county) if row.kind == "closure"]
    # The reader of sheets joins the lines of a name.
    said = "".join("".join(line.split()) for path in closures for line in _words(path))
    for number, name in enumerate(HOSTILE_NAMES):
        if rows()[number * 6 + 5].action in KINDS["closure"].needs:
            assert "".join(name.replace("\u202e", "").split()) in said, name
    assert "None" not in said


def _words(path: Path) -> list[str]:
    from docx import Document

    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*text_of(path), *cells]


def test_every_required_field_is_filled_or_listed_as_missing(county: Path, tmp_path: Path) -> None:
    path, result = list_missing(county, settings(county), Silent(), EVERYTHING, output=tmp_path / "待补.xlsx")
    told = load_workbook(path).worksheets[0].iter_rows(2, values_only=True)
    lines = [dict(zip(HEADINGS, row, strict=True)) for row in told]
    assert len(lines) == result.counts["待补信息"]
    keys = [line[KEY] for line in lines if line[KEY]]
    assert len(set(keys)) == len(keys)
    titles = {one.kind: one.title for one in KINDS.values()}
    with open_ledger("", county, writing=False) as ledger, ledger.begin() as connection:
        names = {site.site_key: " ".join(site.site_name.split()) for site in known_sites(connection)}
    listed = {
        (" ".join(str(line["网站"] or "").split()), label, kind)
        for line in lines
        for label in str(line["栏目"]).split("／")
        for kind in str(line["需要它的文书"]).split("、")
    }
    for row in made(county):
        for label in row.missing:
            about = {names.get(row.subject, ""), ""}
            assert any((one, label, titles[row.kind]) in listed for one in about), (row.path, label)


def test_each_kind_has_one_print_file(county: Path) -> None:
    kinds = {row.kind for row in made(county) if row.path.endswith(".docx")}
    there = {path.name for path in (county / "forms" / MERGED).iterdir()}
    assert there == {f"{KINDS[kind].title}.docx" for kind in kinds}


def test_a_second_run_over_the_county_writes_nothing(county: Path) -> None:
    before = tree(county)
    result = run_stage(county, settings(county), Silent(), "forms", EVERYTHING)
    assert tree(county) == before
    assert result.waiting == []


def test_numbers_are_given_once_each(county: Path) -> None:
    numbers = [row.number for row in made(county) if KINDS[row.kind].numbered]
    assert None not in numbers
    assert len(set(numbers)) == len(numbers)


def test_every_docx_is_a_whole_file(county: Path) -> None:
    for path in sorted((county / "forms").rglob("*.docx")):
        with zipfile.ZipFile(path) as file:
            assert file.testzip() is None
    assert not list((county / "forms").rglob("*.part"))


def test_the_kinds_that_no_decision_needs_are_made_when_they_are_asked_for(county: Path) -> None:
    """Last in the file: it adds documents to the county."""
    asked = [one for one in KINDS.values() if not one.needs]
    assert {one.scope for one in asked} == {"site", "office"}
    for one in asked:
        sites = ("w01.qiyun.gov.example",) if one.scope == "site" else ()
        order = Order(sites, unreviewed=True, kind=one.title)
        assert run_stage(county, settings(county), Silent(), "forms", order).counts["新出具文书"] == 1
    assert {row.kind for row in made(county)} == set(KINDS)
