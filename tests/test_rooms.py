"""The house's own rules: who may import whom, empty `__init__` files, and files and functions that fit on a screen."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("cli", "migrate", "mappings", "archive")
STAGES = frozenset(
    {"sheet", "classify", "crawl", "extract", "screen", "portal", "redirects", "forms", "channels", "verify"}
)
LEAVES = frozenset({"model", "errors", "urls", "charset", "child"})
FOR_STAGES = LEAVES
ALLOWED: dict[str, frozenset[str]] = {
    "cli": frozenset({"desk", "run", "settings", "errors"}),
    "desk": frozenset({"run", "settings", "errors"}),
    "run": frozenset({*STAGES, *LEAVES, "settings", "fetch", "serving", "ledger", "demo", "mappings", "archive"}),
    "ledger": frozenset(LEAVES),
    "fetch": FOR_STAGES | {"settings"},
    "settings": frozenset({"errors"}),
    "demo": frozenset(),
    "mappings": frozenset(),
    "archive": frozenset(),
    **dict.fromkeys(STAGES, FOR_STAGES),
    "crawl": FOR_STAGES | {"fetch"},
    "portal": FOR_STAGES | {"fetch"},
    "redirects": FOR_STAGES | {"fetch", "serving"},
    "serving": FOR_STAGES,
    **dict.fromkeys(LEAVES | {"__init__"}, frozenset()),
}
WRITERS = frozenset({"warcio", "bagit", "selectolax", "nh3"})  # what crawl and archive read and write with
MOST_LINES, LONGEST_FUNCTION = 400, 50
FILES = sorted([ROOT / "cli.py", *(path for room in OURS[1:] for path in (ROOT / room).rglob("*.py"))])


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _room(module: str) -> str:
    """The room of a module's dotted name: `migrate.run.whole` is in `run`, `archive.warc` in `archive`."""
    parts = module.split(".")
    return parts[1] if parts[0] == "migrate" and len(parts) > 1 else parts[0]


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            whole = node.module == "migrate"
            yield from (f"migrate.{alias.name}" for alias in node.names) if whole else [node.module or ""]


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_room_imports_only_what_it_may(path: Path) -> None:
    room = _room(path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."))
    named = {name for name in _imports(ast.parse(path.read_text("utf-8"))) if name.split(".")[0] in OURS}
    assert room in ALLOWED, f"{room} is a room that house.md does not know"
    assert {name for name in named if _room(name) not in ALLOWED[room] | {room}} == set()


@pytest.mark.parametrize("path", [path for path in FILES if path.name == "__init__.py"], ids=_name)
def test_the_init_file_of_a_package_is_empty(path: Path) -> None:
    assert path.read_bytes() == b""


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_no_file_and_no_function_is_too_long_to_read(path: Path) -> None:
    text = path.read_text("utf-8")
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    assert len(text.splitlines()) <= MOST_LINES
    frozen = "versions" in path.parts  # a schema change is one long list, written once and never changed
    assert frozen or [one.name for one in functions if (one.end_lineno or 0) - one.lineno >= LONGEST_FUNCTION] == []


def test_every_room_of_the_table_exists() -> None:
    there = {_room(path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")) for path in FILES}
    assert set(ALLOWED) == there


def test_the_auditor_shares_no_code_with_crawl_and_archive_writing() -> None:
    for path in sorted((ROOT / "migrate/verify").rglob("*.py")):
        named = set(_imports(ast.parse(path.read_text("utf-8"))))
        assert {_room(name) for name in named if name.split(".")[0] in OURS} <= {"model", "errors", "verify"}, path.name
        assert {name.split(".")[0] for name in named} & WRITERS == set(), path.name
