"""Places that give out: a full disk, a read-only one, limits of file size and open files; nothing is lost for it.

Each test has mounts of its own, in a namespace that ends with it.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.real.conftest import ROOT
from tests.whole import killed_sites, killing, outside
from tests.zoo.server import FaultServer

pytestmark = pytest.mark.real
PYTHON = shlex.quote(sys.executable)
SENTENCE = re.compile(r"[^。]+（[^。]+）。[^。]+")  # problem, what the system said, remedy


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return killing.prepared(tmp_path_factory.mktemp("places") / "fresh")


def _run(script: str, folder: Path, fresh: Path) -> dict[str, tuple[int, str]]:
    """Run a script in which `@name command` notes the exit code and the last line of what a capture said."""
    flags = [word for flag in killing.FLAGS for word in ("--set", f"http.{flag}")]
    words = ["capture", "--unreviewed", "-w", str(folder / "disk" / "ws"), *flags, "--set", "archive.warc_size=24KiB"]
    with FaultServer(killed_sites.hosts()) as server:
        capture = shlex.join([sys.executable, "-m", "cli", *words, "--connect-to", server.connect_to])
        text = f"""set -e
            cd {shlex.quote(str(ROOT))}; folder={shlex.quote(str(folder))}; disk=$folder/disk; mkdir $disk
            noted() {{ name=$1; shift; set +e; "$@" 2>$folder/$name.err; echo $? >$folder/$name.code; set -e; }}
            capture() {{ {capture} "$@"; }}
            new() {{ cp -r {shlex.quote(str(fresh))} $disk/ws; }}
            limited() {{ (ulimit $1 $2; capture); }}
            {script}"""
        unshare = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
        done = subprocess.run([*unshare, "bash", "-c", text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return {path.stem: (int(path.read_text()), path.with_suffix(".err").read_text()) for path in folder.glob("*.code")}


def _ends_as_undisturbed(workspace: Path, undisturbed: list[dict[str, object]]) -> bool:
    found = outside.audit(workspace)
    assert (found.unreadable, found.twice, found.unclaimed, found.lacking) == ([], [], [], [])
    return killing.essence(workspace) == undisturbed


@pytest.fixture(scope="module")
def undisturbed(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    folder = tmp_path_factory.mktemp("undisturbed")
    assert _run("new; noted only capture", folder, fresh)["only"][0] == 0
    return killing.essence(folder / "disk" / "ws")


def _told(told: tuple[int, str]) -> str:
    code, said = told
    last = said.strip().splitlines()[-1]
    assert code == 2, said
    assert "Traceback" not in said
    assert SENTENCE.fullmatch(last), last
    return last


Place = Callable[[str], dict[str, tuple[int, str]]]


@pytest.fixture
def place(tmp_path: Path, fresh: Path) -> Place:
    return lambda script: _run(f"{script}\ncp -r $disk/ws $folder/kept", tmp_path, fresh)


@pytest.mark.parametrize("kilobytes", [900, 1500])
def test_a_full_disk_stops_the_run_and_space_lets_it_go_on(place, tmp_path, undisturbed, kilobytes: int) -> None:
    told = place(
        f"mount -t tmpfs -o size={kilobytes}k none $disk; new; noted full capture --set http.disk_reserve=0;"
        "mount -o remount,size=64m $disk; noted again capture"
    )
    assert "磁盘空间不足" in _told(told["full"]) or "读写出错" in _told(told["full"])
    assert told["again"][0] == 0, told["again"][1]
    assert _ends_as_undisturbed(tmp_path / "kept", undisturbed)


def test_a_disk_that_runs_short_pauses_the_run_before_it_is_full(place, tmp_path, undisturbed) -> None:
    told = place(
        "mount -t tmpfs -o size=8m none $disk; new; head -c 7600000 /dev/zero >$disk/other; noted short capture;"
        "rm $disk/other; noted again capture"
    )
    assert told["short"][0] == 1
    assert "http.disk_reserve" in told["short"][1]
    assert told["again"][0] == 0, told["again"][1]
    assert _ends_as_undisturbed(tmp_path / "kept", undisturbed)


def test_a_read_only_disk_is_told_before_anything_is_asked(place, tmp_path, undisturbed) -> None:
    told = place(
        "mount -t tmpfs -o size=64m none $disk; new; mount -o remount,ro $disk; noted ro capture;"
        "mount -o remount,rw $disk; noted again capture"
    )
    assert "磁盘为只读" in _told(told["ro"])
    assert told["again"][0] == 0, told["again"][1]
    assert _ends_as_undisturbed(tmp_path / "kept", undisturbed)


def test_a_read_only_folder_of_captures_stops_the_run(place, tmp_path, undisturbed) -> None:
    told = place(
        "new; mkdir $disk/ws/captures; mount --bind $disk/ws/captures $disk/ws/captures;"
        "mount -o remount,ro,bind $disk/ws/captures; noted ro capture; umount $disk/ws/captures; noted again capture"
    )
    assert "磁盘为只读" in _told(told["ro"])
    assert told["again"][0] == 0, told["again"][1]
    assert _ends_as_undisturbed(tmp_path / "kept", undisturbed)


@pytest.mark.parametrize("blocks", [280, 900])
def test_a_limit_of_file_size_stops_the_run(place, tmp_path, undisturbed, blocks: int) -> None:
    told = place(f"new; noted limited limited -f {blocks}; noted again capture")
    assert re.search("文件过大|读写出错|磁盘空间不足", _told(told["limited"]))
    assert told["again"][0] == 0, told["again"][1]
    assert _ends_as_undisturbed(tmp_path / "kept", undisturbed)


def test_a_limit_of_open_files_loses_nothing(place, tmp_path, undisturbed) -> None:
    counts = (10, 14, 18)
    runs = "; ".join(f"noted few{count} limited -n {count}" for count in counts)
    told = place(f"new; {runs}; noted again capture")
    assert told["again"][0] == 0, told["again"][1]
    codes = [told[f"few{count}"][0] for count in counts]
    assert codes[0] != 0
    assert set(codes) <= {0, 1, 2}
    assert _ends_as_undisturbed(tmp_path / "kept", undisturbed)


def test_a_temporary_folder_that_is_full_stops_the_run(place, tmp_path, undisturbed) -> None:
    told = place(
        "new; mkdir $folder/t; mount -t tmpfs -o size=200k none $folder/t;"
        "export TMPDIR=$folder/t; noted full capture; unset TMPDIR; umount $folder/t; noted again capture"
    )
    assert "磁盘空间不足" in _told(told["full"])
    assert told["again"][0] == 0, told["again"][1]
    assert _ends_as_undisturbed(tmp_path / "kept", undisturbed)
