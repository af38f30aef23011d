"""Packages of archived sites: a WACZ for replay programs, and a hand-over folder (BagIt) for the archives.

Only what has just been sealed is packed. A package is made beside its place and takes it whole; what an earlier run
made there goes.
"""

import base64
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from sqlalchemy import Row

from archive.packing.bag import Item, make_bag, parts, too_large
from archive.packing.wacz import pack
from archive.sealing import seal as archive_seal
from archive.sealing.manifest import paths_below
from archive.sealing.signing import SigningKey
from migrate.errors import StageError
from migrate.ledger.book import now
from migrate.ledger.seals import archived_digests, enter_seal
from migrate.run.handing_over.contents import about, pages_of, payload, warcs_of
from migrate.run.handing_over.delivering import Place, deliver, opened_place
from migrate.run.handing_over.note import NOTE, Handover, bag_info, note_of
from migrate.run.sealing import office_key, seal, sealed_digests
from migrate.run.work import ARCHIVE, Packing, Result, Work, site_folder, tool_version

HANDOVER = "handover"
KINDS = ("wacz", "bag", "all")
PART = ".part-"
BEIJING = timezone(timedelta(hours=8))
SMALLEST = 1 << 20  # bytes of a bag; its own lists take a good part of less


@dataclass(frozen=True)
class _Sealed:
    """What the packages are held against: the standing seal, and the key that signs them."""

    root: str
    at: str
    warcs: dict[str, str]
    key: SigningKey | None


def pack_sites(work: Work, sites: Sequence[Row[Any]], asked: Packing) -> Result:
    """Each site's packages lie in `handover/<site>/`, and at the place that was asked for."""
    check(asked)
    place = opened_place(work.settings, work.workspace, asked.to) if asked.to else None
    result = seal(work)
    if result.broken:
        result.waiting.append("没有打包：请先按以上各条处理")
        return result
    result.counts.clear()  # it is the packages that were asked for
    sealed = _sealed(work)
    for number, site in enumerate(sites, 1):
        with work.ledger.begin() as connection:
            has_records = bool(warcs_of(work, connection, site))
        if not has_records:
            result.waiting.append(f"{site.site_name}（{site.site_key}）没有采集记录，没有打包")
            continue
        made = _packed(work, site, asked, sealed, result)
        if place is not None:
            _deliver(work, site, place, made, result)
        work.voice.progress("打包", site.site_name, number, len(sites))
    return result


def check(asked: Packing) -> None:
    """Raise StageError where a package of this kind or size cannot be made."""
    if asked.kind not in KINDS:
        raise StageError(f"没有名为 {asked.kind} 的归档包", f"可用：{'、'.join(KINDS)}")
    if asked.split is not None and asked.split < SMALLEST:
        raise StageError("--split 的大小不足 1 MiB", "请写作 4GiB 的样子")


def _sealed(work: Work) -> _Sealed:
    standing = archive_seal.read_seal(work.workspace / archive_seal.FOLDER)
    if standing is None:
        raise StageError("工作目录没有封存", "请先运行 migrate seal")
    key = office_key(work.settings, work.workspace)
    return _Sealed(standing.root, standing.sealed_at, sealed_digests(work.workspace), key)


def _packed(work: Work, site: Row[Any], asked: Packing, sealed: _Sealed, result: Result) -> list[Path]:
    name = site_folder(site.site_key)
    home = work.folder(f"{HANDOVER}/{name}")
    for left in home.glob(f"{PART}*"):  # of a run that was stopped
        shutil.rmtree(left)
    made: list[Path] = []
    if asked.kind in ("wacz", "all"):
        made.append(_wacz(work, site, home / f"{name}.wacz", sealed))
        result.count("WACZ")
    if asked.kind in ("bag", "all"):
        bags = _bags(work, site, home, asked, sealed, result)
        result.count("移交包", len(bags))
        made += bags
    with work.ledger.begin() as connection:
        names = [path.relative_to(work.workspace).as_posix() for path in made]
        work.ledger.enter(connection, "archive", "packed", site_key=site.site_key, detail={"packages": names})
    return made


def _wacz(work: Work, site: Row[Any], target: Path, sealed: _Sealed) -> Path:
    with work.ledger.begin() as connection:
        told, warcs = about(work, connection, site), warcs_of(work, connection, site)
        sign = _Signer(sealed.key) if sealed.key else None
        known = {path.name: sealed.warcs.get(path.relative_to(work.workspace).as_posix(), "") for path in warcs}
        pack(target, warcs, lambda: pages_of(connection, site), told, sign=sign, expected=known)
    return target


class _Signer:
    """The office's signature in the shape that WACZ has for it."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    def __call__(self, digest: str) -> dict[str, Any]:
        public = load_pem_public_key(self._key.public_pem).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        signature = self._key.signature(digest.removeprefix("sha256:"))
        return {"publicKey": base64.b64encode(public).decode(), "signature": signature.decode()}


def _bags(work: Work, site: Row[Any], home: Path, asked: Packing, sealed: _Sealed, result: Result) -> list[Path]:
    """The site's hand-over folders; those of an earlier run give way when all of the new ones are whole."""
    building = home / f"{PART}bags"
    extract = building / "extract"
    extract.mkdir(parents=True)
    stem = f"{home.name}-bag"
    with work.ledger.begin() as connection:
        items = payload(work, connection, site, extract)
        known = {f"{ARCHIVE}/{path}": sha for path, sha in archived_digests(connection, site.site_key).items()}
    groups = parts(items, asked.split, every=64 << 10)
    large = too_large(items, asked.split)
    made = []
    for number, group in enumerate(groups, 1):
        bag = Handover(site, number, len(groups), group, sealed.root, sealed.at, _fingerprint(sealed))
        if any(item in large for item in group):
            bag = replace(bag, largest=asked.split)
        name = stem if len(groups) == 1 else f"{stem}-{number}of{len(groups)}"
        made.append(_bag(work, building / name, bag, known | sealed.warcs, sealed.key, home / name))
    shutil.rmtree(extract)
    result.waiting += [f"{site.site_name} 的 {item.path} 大于 --split 的大小，单独成包，没有拆开" for item in large]
    return list(_moved(work, home, stem, building, made))


def _fingerprint(sealed: _Sealed) -> str | None:
    return sealed.key.fingerprint if sealed.key else None


def _bag(
    work: Work, folder: Path, bag: Handover, known: dict[str, str], key: SigningKey | None, standing: Path
) -> tuple[Path, archive_seal.Seal]:
    note = folder.with_name(f"{folder.name}-note")
    note.write_text(note_of(bag, work.settings.office), encoding="utf-8", newline="")
    items = [*bag.items, Item(NOTE, note, note.stat().st_size)]
    make_bag(folder, items, bag_info(bag, work.settings.office, datetime.now(BEIJING).date()), known.get)
    note.unlink()
    archive_seal.begin(folder)
    made = archive_seal.draft(folder, _all_of(folder), tool=f"gov-site-migrate {tool_version()}", sealed_at=now())
    return folder, archive_seal.set_seal(made, key, like=standing / archive_seal.FOLDER)


def _all_of(folder: Path) -> Iterator[tuple[str, Path]]:
    own = (f"{archive_seal.PART}/",)
    yield from ((path, folder / path) for path in paths_below(folder) if not path.startswith(own))


def _moved(
    work: Work, home: Path, stem: str, building: Path, made: Sequence[tuple[Path, archive_seal.Seal]]
) -> Iterator[Path]:
    for old in (home / stem, *home.glob(f"{stem}-*of*")):
        if old.is_dir():
            shutil.rmtree(old)
    for folder, one in made:
        target = home / folder.name
        folder.rename(target)
        with work.ledger.begin() as connection:
            path = target.relative_to(work.workspace).as_posix()
            signer = archive_seal.signer_of(target / archive_seal.FOLDER, one.root)
            facts = {"root": one.root, "files": one.files, "bytes": one.bytes, "signer": signer}
            enter_seal(connection, work.ledger.run_id, path, **facts)
        yield target
    building.rmdir()


def _deliver(work: Work, site: Row[Any], place: Place, made: Sequence[Path], result: Result) -> None:
    for path in made:
        done = deliver(path, place, f"{site_folder(site.site_key)}/{path.name}", work.voice)
        result.count("送达文件", done.sent)
        result.count("已在目的地", done.there)
        with work.ledger.begin() as connection:
            detail = {"package": path.name, "to": place.shown, "sent": done.sent, "there": done.there}
            work.ledger.enter(connection, "archive", "delivered", site_key=site.site_key, detail=detail)
