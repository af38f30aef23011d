"""The auditor against planted damage: each kind at several random places, and no false alarm where nothing is wrong."""

import random
import shutil
from pathlib import Path

import pytest

from migrate.run.whole import run_all, run_stage
from migrate.run.work import Order, Result, Silent
from migrate.settings import read_settings
from tests.verify.damages import DAMAGES, Damage
from tests.whole import tiny

SEED = 20170222
PLACES = 3  # random places a kind of damage


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished workspace in which everything holds."""
    workspace = tmp_path_factory.mktemp("verify") / "whole"
    with tiny.served() as server:
        tiny.classified(workspace, server)
        assert tiny.run(workspace, server).exit_code == 0
    return workspace


def _verify(workspace: Path) -> Result:
    return run_stage(workspace, read_settings(workspace), Silent(), "verify", Order(unreviewed=True))


def test_an_undamaged_workspace_holds_also_in_another_folder(whole: Path, tmp_path: Path) -> None:
    for workspace in (whole, shutil.copytree(whole, tmp_path / "移到别处" / "工作 目录")):
        result = _verify(workspace)
        assert (result.exit_code, result.waiting) == (0, [])


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_every_damage_is_found_and_named(damage: Damage, whole: Path, tmp_path: Path) -> None:
    for place in range(PLACES):
        chance = random.Random(f"{SEED} {damage.__name__} {place}")
        workspace = shutil.copytree(whole, tmp_path / str(place))
        names = damage(workspace, chance)
        result = _verify(workspace)
        told = (workspace / "reports/核验问题.txt").read_text("utf-8") if result.broken else "（未发现）"
        assert result.exit_code == 3, (place, names)
        assert any(name in told for name in names), (place, names, told)


def test_a_repaired_workspace_holds_again_and_the_list_of_faults_goes(whole: Path, tmp_path: Path) -> None:
    workspace = shutil.copytree(whole, tmp_path / "repaired")
    page = next((workspace / "archive").rglob("gzdt/1.html"))
    page.rename(page.with_suffix(".away"))
    assert _verify(workspace).exit_code == 3
    page.with_suffix(".away").rename(page)
    assert _verify(workspace).exit_code == 0
    assert not (workspace / "reports/核验问题.txt").exists()


def test_a_finished_site_holds_while_another_one_is_under_way(tmp_path: Path) -> None:
    workspace = tmp_path / "half"
    with tiny.served() as server:
        settings = tiny.settings_of(tiny.classified(workspace, server), server)
        assert run_all(workspace, settings, Silent(), Order((tiny.ALPHA,), unreviewed=True)).exit_code == 0
        run_stage(workspace, settings, Silent(), "capture", Order((tiny.BETA,)))
    finished = run_stage(workspace, settings, Silent(), "verify", Order((tiny.ALPHA,)))
    assert finished.exit_code == 1
    (told,) = finished.waiting  # the seal is older than what the other site brought
    assert told.startswith("封存之后又有")
    assert run_stage(workspace, settings, Silent(), "verify", Order((tiny.BETA,))).exit_code == 3
