"""The outputs in the programs that check or open them: linkchecker, nginx, LibreOffice, warcio."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real.conftest import migrate

pytestmark = pytest.mark.real


def run(*command: str, cwd: str | Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("folder", ["portal", "archive"])
def test_linkchecker_finds_no_broken_local_link(demo, folder, tmp_path):
    done = run("/usr/bin/linkchecker", "--no-status", "--no-warnings", (demo / folder / "index.html").as_uri(), cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 errors found" in done.stdout
    assert "internal error" not in done.stderr
    assert int(done.stdout.split(" links in")[0].split()[-1]) > 100  # it did look


def test_nginx_accepts_the_redirect_file(demo, tmp_path):
    shutil.copy(demo / "redirects" / "nginx-map.conf", tmp_path / "map.conf")
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log;\nevents {{}}\n"
        f"http {{ access_log off; include {tmp_path}/map.conf; server {{ listen 127.0.0.1:1; "
        "if ($migrate_target) { return 301 $migrate_target; } } }\n"
    )
    done = run("/usr/sbin/nginx", "-t", "-c", str(configuration), "-p", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


@pytest.mark.parametrize("pattern", ["forms/*/*.docx", "reports/*.xlsx"])
def test_libreoffice_opens_what_the_office_signs_and_reads(demo, tmp_path, pattern):
    files = sorted(demo.glob(pattern))
    assert files
    done = run(
        "soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", "pdf",
        "--outdir", str(tmp_path), *map(str, files),
    )  # fmt: skip
    for file in files:
        pdf = tmp_path / f"{file.stem}.pdf"
        assert pdf.is_file(), done.stdout + done.stderr
        text = run("pdftotext", "-layout", str(pdf), "-").stdout
        assert "网站" in text
        assert "None" not in text


def test_warcio_finds_every_record_whole(demo):
    files = sorted(map(str, (demo / "captures").rglob("*.warc.gz")))
    assert len(files) == 3
    done = run(sys.executable, "-m", "warcio.cli", "check", "-v", *files)
    assert done.returncode == 0, done.stdout
    assert "digest pass" in done.stdout


def test_the_tool_runs_from_any_folder_and_speaks_chinese(tmp_path):
    done = migrate("--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "清理表" in done.stdout
