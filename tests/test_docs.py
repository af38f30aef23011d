"""The documents say what the program does: commands, settings, words, links."""

import re
from dataclasses import fields
from enum import StrEnum
from pathlib import Path

import pytest
import typer

from cli import app
from mappings.vocabularies import read_vocabularies
from migrate import model
from migrate.model import Action, Kind, Outcome, Verdict
from migrate.run import words
from migrate.settings import UNITS, Settings, Size
from tools.make_command_reference import commands_of, reference

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
PAGES = sorted(str(path.relative_to(ROOT)) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
COMMANDS = commands_of(typer.main.get_command(app))
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_SETTING = re.compile(r"^\| `(\w+\.\w+)` \| `([^`]*)` \|", re.MULTILINE)
_WORD = re.compile(r"^\| `(\w+)` \| ([^|]+?) \|", re.MULTILINE)
MAKE_DOCS = "docs/commands.md is not what the commands say now: run `make docs` and commit it"
LABELS = read_vocabularies().labels


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def prose(text: str) -> str:
    return _FENCE.sub("", text)


def heading_levels(text: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", prose(text), re.MULTILINE)]


def named_commands(text: str) -> set[str]:
    code = [*re.findall(r"`([^`\n]+)`", prose(text)), *(block for _, block in _FENCE.findall(text))]
    return {name for one in code for name in re.findall(r"(?:^|\n)migrate (?!-)(\S+)", one)}


def shown(value: object) -> str:
    """A default as a settings file writes it."""
    if isinstance(value, Size):
        unit = next(name for name in ("GiB", "MiB", "KiB", "B") if value % UNITS[name.upper()] == 0)
        return f'"{value // UNITS[unit.upper()]} {unit}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    return "[]" if value == () else str(value)


def defaults() -> list[tuple[str, str]]:
    tables = [(table.name, getattr(Settings(), table.name)) for table in fields(Settings)]
    return [(f"{name}.{key.name}", shown(getattr(table, key.name))) for name, table in tables for key in fields(table)]


def test_the_command_reference_is_what_the_commands_say() -> None:
    assert read("docs/commands.md") == reference(), MAKE_DOCS


def test_the_command_reference_is_the_same_whatever_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert reference() == read("docs/commands.md"), MAKE_DOCS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_each_of_its_parameters_has_help(name: str) -> None:
    command = COMMANDS[name]
    assert (command.help or "").strip()
    assert [one.name for one in command.params if not (one.help or "").strip()] == []
    assert f"\n## migrate {name}\n" in read("docs/commands.md"), MAKE_DOCS


def test_both_readmes_have_the_same_headings() -> None:
    english, chinese = map(read, READMES)
    assert heading_levels(english) == heading_levels(chinese)


def test_both_readmes_have_the_same_code_blocks() -> None:
    english, chinese = map(read, READMES)
    assert _FENCE.findall(english) == _FENCE.findall(chinese) != []


def test_both_readmes_lead_to_the_same_places() -> None:
    english, chinese = ([link for link in _LINK.findall(read(name)) if link not in READMES] for name in READMES)
    assert english == chinese


def test_both_readmes_show_the_same_pieces_of_code() -> None:
    """Settings, paths and commands are named in the same order in both."""
    english, chinese = (re.findall(r"`([^`\n]+)`", prose(read(name))) for name in READMES)
    assert sorted(english) == sorted(chinese)


@pytest.mark.parametrize("name", [*READMES, "CHANGELOG.md", "CONTRIBUTING.md", "docs/glossary.md"])
def test_every_command_named_in_a_document_exists(name: str) -> None:
    assert named_commands(read(name)) - {one.split()[0] for one in COMMANDS} == set()


def test_the_readmes_name_the_commands_of_a_real_job_and_of_a_first_look() -> None:
    for name in READMES:
        assert {"classify", "review", "run", "forms", "verify", "status", "export"} <= named_commands(read(name))
        assert "\nmake demo\nmake test\n" in read(name)


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md"])
def test_every_make_target_named_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", read(name), re.MULTILINE)) - targets == set()


@pytest.mark.parametrize("name", READMES)
def test_the_settings_table_is_complete_and_has_the_defaults(name: str) -> None:
    assert _SETTING.findall(read(name)) == defaults()


@pytest.mark.parametrize("name", PAGES)
def test_every_link_to_a_file_leads_somewhere(name: str) -> None:
    links = [link.partition("#")[0] for link in _LINK.findall(prose(read(name))) if "://" not in link]
    assert [link for link in links if link and not (ROOT / name).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize(
    ("choice", "said"),
    [(Outcome, words.OUTCOMES), (Verdict, LABELS["verdict"]), (Action, LABELS["action"])],
    ids=["outcomes", "verdicts", "actions"],
)
def test_the_glossary_has_every_word_of_a_choice_as_the_desk_says_it(
    choice: type[StrEnum], said: dict[str, str]
) -> None:
    told = set(_WORD.findall(read("docs/glossary.md")))
    assert {(member.value, said[member.value]) for member in choice} <= told


def test_the_glossary_names_every_noun_of_the_model_and_every_kind() -> None:
    named = set(re.findall(r"`([^`\n]+)`", read("docs/glossary.md")))
    nouns = {
        name for name, value in vars(model).items() if isinstance(value, type) and value.__module__ == model.__name__
    }
    assert nouns - {"Verdict", "Action"} <= named
    assert {kind.value for kind in Kind} <= named


@pytest.mark.parametrize("name", PAGES)
def test_no_document_names_a_place_of_one_machine(name: str) -> None:
    assert re.findall(r"/(?:home|root|tmp|work|Users)/\S*", read(name)) == []


def test_decisions_are_numbered_without_a_gap_and_have_the_usual_parts() -> None:
    papers = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in papers] == [f"{number:04}" for number in range(1, len(papers) + 1)]
    for path in papers:
        text = path.read_text("utf-8")
        assert text.startswith(f"# {path.name[:4]}: ")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"], path.name


@pytest.mark.parametrize("name", ["archived-page.png", "portal-article.png"])
def test_the_pictures_are_small_enough_for_a_first_look(name: str) -> None:
    path = ROOT / "docs" / "pictures" / name
    assert path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert path.stat().st_size < 300 * 1024
