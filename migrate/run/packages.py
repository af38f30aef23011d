"""The exchange package at work: opened, its new addresses taken back, and checked against its own manifest."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from migrate.errors import SettingsError
from migrate.ledger import outputs
from migrate.ledger.sites import known_sites
from migrate.model import Fault
from migrate.portal.package.adapter import PackagePortal
from migrate.portal.package.profile import read_profile
from migrate.portal.package.sweep import OURS
from migrate.run.work import PACKAGE, Result, Work, tool_version
from migrate.urls import host_of
from migrate.verify.pages import check_files

STATE = Path(".portal") / "package"  # beside the embedded portal's, and like it outside what is handed over
CHECK = "交换包"


def open_package(work: Work) -> PackagePortal:
    """Give the package of the workspace; nothing is written yet."""
    named = work.settings.portal.profile
    trs = read_profile(work.workspace / named) if named else None
    state = work.workspace / STATE
    return PackagePortal(work.workspace / PACKAGE, state, f"gov-site-migrate {tool_version()}", trs)


def take_addresses(work: Work, portal: object, form: Path, *, dry_run: bool, result: Result) -> None:
    """The new addresses of a filled form are known from now on; a dry run only checks the form.

    Raises SettingsError where no such form belongs to the portal, SheetError with every fault of the form.
    """
    if not isinstance(portal, PackagePortal):
        raise SettingsError("--addresses 只用于交换包", "请设置 portal.kind 为 package，或去掉 --addresses")
    base = work.settings.portal.base_url
    hosts = {host_of(base), *work.settings.redirects.hosts} - {""}
    if not hosts:
        raise SettingsError("收回新网址前须知道门户的网址", "请设置 portal.base_url")
    taken = portal.read_addresses(form, hosts)
    result.count("将收回新网址" if dry_run else "收回新网址", len(taken))
    if not dry_run:
        portal.take_addresses(form, taken)


def check_package(work: Work) -> Iterator[Fault]:
    """Give every file of the package that is not as its manifest says, and every placed article that is not in it."""
    root = work.workspace / PACKAGE
    with work.ledger.begin() as connection:
        placed = {
            row.remote_id: (site.site_key, row.article_key)
            for site in known_sites(connection)
            for row in outputs.placements_in(connection, site.site_key, outputs.PLACED)
            if row.target == "package" and row.visibility == "published"
        }
    try:
        listed = json.loads((root / "manifest.json").read_bytes())["files"]
        files = {str(one["path"]): str(one["sha256"]) for one in listed}
    except FileNotFoundError:
        if placed:
            yield Fault(CHECK, "", "manifest.json", "文件不在了")
        return
    except (OSError, ValueError, TypeError, KeyError):
        yield Fault(CHECK, "", "manifest.json", "文件无法读取")
        return
    yield from check_files(CHECK, "", root, files)
    for path in _strangers(root, files):
        yield Fault(CHECK, "", path, "清单中没有这个文件")
    for remote_id in sorted(placed.keys() - _ids(root, files)):
        yield Fault(CHECK, *placed[remote_id], "文章不在交换包中")


def _strangers(root: Path, files: dict[str, str]) -> Iterator[str]:
    for name in OURS:
        for folder, _, names in os.walk(root / name):
            paths = ((Path(folder) / one).relative_to(root).as_posix() for one in sorted(names))
            yield from (path for path in paths if path not in files)


def _ids(root: Path, files: dict[str, str]) -> set[str]:
    """Give the ids of the package's articles; lines that cannot be read were told of by their file's digest."""
    found = set()
    for path in files:
        if path.endswith(".jsonl") and (root / path).is_file():
            with (root / path).open("rb") as lines:
                for line in lines:
                    try:
                        found.add(str(json.loads(line)["id"]))
                    except (ValueError, TypeError, KeyError):
                        continue
    return found
