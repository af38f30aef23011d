"""Packages brought to a place elsewhere (a folder, S3, SFTP …) through fsspec, and read back there.

What lies there already with the same bytes is not sent again, so a delivery that was stopped goes on where it was. The
files of a seal come last: a package at its place without a seal was never finished.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import fsspec
from tenacity import Retrying, retry_if_not_exception_type, stop_after_attempt, wait_exponential

from archive.sealing.manifest import paths_below
from archive.sealing.seal import FOLDER
from migrate.errors import SettingsError, StageError
from migrate.portal.secret import Secret
from migrate.run.work import Voice
from migrate.settings import Settings

SECRET_VARIABLE = "MIGRATE_DELIVERY_SECRET"  # noqa: S105 - the name, not the secret
PIECE = 8 << 20
ATTEMPTS = 5
LONGEST_WAIT = 60.0  # seconds between two attempts
BESIDE = frozenset({"file", "local", "sftp", "ssh", "ftp", "smb", "memory"})  # where a file can be moved into its place
FINAL = (PermissionError, IsADirectoryError, NotADirectoryError, StageError)  # asking again would change nothing


@dataclass(frozen=True)
class Place:
    """Where packages are brought to; `shown` is its address without anything secret."""

    files: Any
    root: str
    shown: str
    moves: bool


@dataclass(frozen=True)
class Delivered:
    """How many files of a package were sent, and how many lay there with the same bytes."""

    sent: int
    there: int


def opened_place(settings: Settings, workspace: Path, address: str) -> Place:
    """Give the place that an address names; SettingsError where it cannot be used."""
    parts = urlsplit(address)
    if "@" in parts.netloc and ":" in parts.netloc.rpartition("@")[0]:
        remedy = f"请把口令写入 archive.delivery_secret_file 所指的文件，或环境变量 {SECRET_VARIABLE}"
        raise SettingsError("--to 的网址中不能写口令", remedy)
    scheme = parts.scheme if "://" in address else "file"
    options = _options(settings, workspace, scheme)
    try:
        files, root = fsspec.core.url_to_fs(address, skip_instance_cache=True, use_listings_cache=False, **options)
    except ImportError as error:
        raise SettingsError(f"送往 {scheme}:// 还缺少组件（{error.name or '见说明'}）", _missing(scheme)) from None
    except (ValueError, OSError) as error:
        raise SettingsError(f"--to 的地址 {address} 无法使用（{type(error).__name__}）", "请检查地址和设置") from None
    return Place(files, root.rstrip("/"), address.rstrip("/"), scheme in BESIDE)


def deliver(package: Path, place: Place, name: str, voice: Voice) -> Delivered:
    """A package (a file or a folder) lies at the place under this name, read back and found the same."""
    files = list(_files(package))
    sent = there = 0
    for number, (path, file) in enumerate(files, 1):
        target = "/".join(filter(None, (place.root, name, path)))
        if _tried(place, target, lambda file=file, target=target: _brought(place, file, target)):
            sent += 1
        else:
            there += 1
        voice.progress("送达", package.name, number, len(files))
    return Delivered(sent, there)


def _files(package: Path) -> Iterator[tuple[str, Path]]:
    if package.is_file():
        yield "", package
        return
    paths = list(paths_below(package))
    seal = f"{FOLDER}/"
    for path in (*(one for one in paths if not one.startswith(seal)), *(one for one in paths if one.startswith(seal))):
        yield path, package / path


def _tried(place: Place, target: str, work: Any) -> bool:
    """Do it, again after a while where the place fails; StageError in the end."""
    tries = Retrying(
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential(max=LONGEST_WAIT),
        retry=retry_if_not_exception_type(FINAL),
        reraise=True,
    )
    try:
        return bool(tries(work))
    except StageError:
        raise
    except Exception as error:  # from None: what a place's library says may hold what it was given
        name = target.removeprefix(place.root).lstrip("/")
        why = type(error).__name__
        raise StageError(
            f"{name} 没有送达 {place.shown}（{why}）", "请检查地址、权限、空间和网络，再次运行即从中断处继续"
        ) from None


def _brought(place: Place, file: Path, target: str) -> bool:
    """The file lies at the target; False where it lay there already."""
    size, digest = file.stat().st_size, _digest_of(file)
    if _is_there(place, target, size, digest):
        return False
    written = f"{target}.part" if place.moves else target
    if place.moves:  # elsewhere there are no folders, and a bucket is not ours to make
        place.files.makedirs(target.rpartition("/")[0], exist_ok=True)
    with file.open("rb") as source, place.files.open(written, "wb") as out:
        while piece := source.read(PIECE):
            out.write(piece)
    if place.moves:
        if place.files.exists(target):
            place.files.rm_file(target)
        place.files.mv(written, target)
    if not _is_there(place, target, size, digest):
        raise OSError("what was read back is not what was sent")
    return True


def _is_there(place: Place, target: str, size: int, digest: str) -> bool:
    try:
        if place.files.info(target)["size"] != size:
            return False
    except FileNotFoundError:
        return False
    read = hashlib.sha256()
    with place.files.open(target, "rb", block_size=PIECE, cache_type="readahead") as stream:
        while piece := stream.read(PIECE):
            read.update(piece)
    return read.hexdigest() == digest


def _digest_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _options(settings: Settings, workspace: Path, scheme: str) -> dict[str, Any]:
    """What the place's library is given beside the address."""
    archive = settings.archive
    secret = _secret(settings, workspace)
    if scheme in ("s3", "s3a"):
        options: dict[str, Any] = {"key": archive.delivery_user or None, "secret": secret.reveal() or None}
        options["endpoint_url"] = archive.delivery_endpoint or None
        # Without an account its library would ask the address of a cloud's metadata; nothing of ours asks there.
        os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
    elif scheme in ("sftp", "ssh", "ftp", "smb"):
        options = {"username": archive.delivery_user or None, "password": secret.reveal() or None}
    else:
        options = {}
    return {name: value for name, value in options.items() if value is not None}


def _secret(settings: Settings, workspace: Path) -> Secret:
    named = settings.archive.delivery_secret_file
    if not named:
        return Secret(os.environ.get(SECRET_VARIABLE, "").strip())
    file = workspace / named
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "不是 UTF-8 文本"
        raise SettingsError(
            f"archive.delivery_secret_file 指的文件 {file} 无法读取（{why}）", "请检查路径和文件权限"
        ) from None
    if not lines or not lines[0].strip():
        raise SettingsError(f"archive.delivery_secret_file 指的文件 {file} 是空的", "请在第一行写入口令")
    return Secret(lines[0].strip())


def _missing(scheme: str) -> str:
    packages = {"s3": "s3fs", "s3a": "s3fs", "sftp": "paramiko", "ssh": "paramiko", "smb": "smbprotocol"}
    return f"请安装 {packages.get(scheme, f'fsspec 的 {scheme} 组件')}"
