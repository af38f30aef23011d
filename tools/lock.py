"""Resolve the locked versions: requirements/run.txt from pyproject.toml, requirements/dev.txt from dev.in on top of it.

    python tools/lock.py

Each file is what pip installs into an empty environment, as plain `name==version` lines.
"""

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
SEED = {"pip", "setuptools", "wheel"}


def main() -> None:
    """Write both files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    run = resolved(project["dependencies"])
    write("run.txt", "pyproject.toml", run)
    wanted = [line for line in (REQUIREMENTS / "dev.in").read_text("utf-8").splitlines() if line[:1] not in ("", "#")]
    dev = resolved([*run, *wanted])
    write("dev.txt", "requirements/dev.in", sorted(set(dev) - set(run)))


def resolved(wanted: list[str]) -> list[str]:
    """Give the exact versions that pip chooses for what is wanted."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = str(Path(folder) / "bin/python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
        frozen = subprocess.run([python, "-m", "pip", "freeze"], check=True, capture_output=True, text=True).stdout
    return sorted(line for line in frozen.splitlines() if "==" in line and line.split("==")[0].lower() not in SEED)


def write(name: str, source: str, lines: list[str]) -> None:
    """Write one lock file with its heading."""
    heading = f"# Locked versions for {source}; made by `make lock`, not by hand.\n"
    (REQUIREMENTS / name).write_text(heading + "".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
