"""A short form of `python -m tests.verify.mutating`: every kind of damage once, undamaged copies without an alarm."""

from pathlib import Path

import pytest

from tests.verify import mutating
from tests.verify.mutating import KINDS, SIGNED, UNSIGNED


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed workspace with its packages, and an unsigned one."""
    home = tmp_path_factory.mktemp("mutations")
    for name, key in (("signed", SIGNED), ("unsigned", UNSIGNED)):
        (home / name).mkdir()
        mutating.made(home / name, key)
    return home


@pytest.mark.parametrize("where", KINDS)
def test_every_kind_of_damage_is_found(where: str, folder: Path) -> None:
    missed = {one.__name__: mutating.spoil(where, folder, one.__name__, 1)[3] for one in KINDS[where]}
    assert {name: numbers for name, numbers in missed.items() if numbers} == {}


def test_undamaged_copies_elsewhere_give_no_alarm(folder: Path) -> None:
    assert mutating.undamaged(folder, 21) == (21, 0)
