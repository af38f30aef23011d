"""The seal stage: one seal over captures, archived pages, redirects and an extract of the ledger.

A seal never blesses damage: what the ledger knows of a file, and what the former seal said of WARC files, must hold.
Where it does not, the faults are told and the former seal stays. Nothing changed: no new seal is set.
"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from archive.errors import ArchiveError
from archive.sealing import seal as archive_seal
from archive.sealing.manifest import Entry, paths_below
from archive.sealing.seal import ANSWER, FOLDER, PART, QUERY, SM2, Draft
from archive.sealing.signing import SigningKey, new_key, read_key
from archive.sealing.timestamp import read_answer
from archive.warc import OPEN_SUFFIX
from migrate.errors import SettingsError
from migrate.ledger.book import now
from migrate.ledger.seals import archived_digests, archived_folders, enter_seal, newest_seal, warc_ends
from migrate.run.handing_over.ledger_extract import write_extract
from migrate.run.work import ARCHIVE, CAPTURES, REDIRECTS, Result, Work, tool_version
from migrate.settings import Settings

COVERED = (ARCHIVE, CAPTURES, REDIRECTS)  # in the order of their names, as the manifest wants it
EXTRACT = "ledger-{}.jsonl"
SHOWN = 50


def seal(work: Work, key: SigningKey | None = None) -> Result:
    """The workspace's evidence is sealed as it is, signed where the office has a key."""
    result = Result()
    with work.ledger.begin() as connection:
        if not warc_ends(connection):
            return result
    key = key or _office_key(work, result)
    try:
        made = _drafted(work)
        if made.faults:
            archive_seal.discard(made)
    except ArchiveError as error:  # a damaged file is what the seal looks for: it is told, and the rest goes on
        return _refused(result, [f"{error.problem}，{error.remedy}"])
    if made.faults:
        return _refused(result, made.faults)
    _set(work, made, key)
    result.count("封存文件", made.seal.files)
    if made.former is None and made.seal.previous is not None:
        result.waiting.append(f"上一次的封存（根值 {made.seal.previous}）不在了，已重新封存；请查明 seal 文件夹的去向")
    _tell_answers(work, made.seal.root if made.is_new else _standing(made), result)
    return result


def office_key(settings: Settings, workspace: Path, file: Path | None = None) -> SigningKey | None:
    """Give the office's signing key: the given file, else the one of the settings, None where there is none."""
    named = file or (workspace / settings.archive.key_file if settings.archive.key_file else None)
    return read_key(named, passphrase(settings, workspace)) if named is not None else None


def make_key(settings: Settings, workspace: Path, file: Path) -> str:
    """Make a key file, locked with the passphrase where the settings name one; gives its fingerprint."""
    return new_key(file, passphrase(settings, workspace)).fingerprint


def passphrase(settings: Settings, workspace: Path) -> bytes | None:
    """Give what the file of the settings holds, without the end of its line; None where none is named."""
    if not settings.archive.key_passphrase_file:
        return None
    file = workspace / settings.archive.key_passphrase_file
    try:
        text = file.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        problem = f"口令文件 {file} 无法读取（{error.strerror}）"
        raise SettingsError(problem, "请检查 archive.key_passphrase_file 和文件权限") from None
    if not text:
        raise SettingsError(f"口令文件 {file} 是空的", "请把口令写在文件的第一行")
    return text


def _office_key(work: Work, result: Result) -> SigningKey | None:
    """In the middle of a run a key that cannot be used does not undo what was done: the seal is set unsigned."""
    try:
        return office_key(work.settings, work.workspace)
    except (ArchiveError, SettingsError) as error:
        result.waiting.append(f"封存没有签名：{error.problem}，{error.remedy}")
        return None


def _drafted(work: Work) -> Draft:
    part = archive_seal.begin(work.workspace)
    with work.ledger.begin() as connection:
        write_extract(connection, part, (), base_url=work.settings.portal.base_url, name=EXTRACT)
        known = _Known(connection)
        former = newest_seal(connection, FOLDER)
        made = archive_seal.draft(
            work.workspace,
            _files(work.workspace),
            tool=f"gov-site-migrate {tool_version()}",
            sealed_at=now(),
            check=known.fault_of,
            former_root=former.root if former else None,
        )
        faults = (*made.faults, *known.missing(work.workspace))
    return Draft(made.root, made.seal, made.former, faults)


def _files(workspace: Path) -> Iterator[tuple[str, Path]]:
    for name in COVERED:
        if (workspace / name).is_dir():
            yield from ((path, workspace / path) for path in paths_below(workspace, f"{name}/"))
    part = workspace / PART
    extract = sorted(path for path in part.iterdir() if path.name.startswith(EXTRACT.partition("{")[0]))
    yield from ((f"{FOLDER}/{path.name}", path) for path in extract)


def _set(work: Work, made: Draft, key: SigningKey | None) -> None:
    signer = key.fingerprint if key else None
    if made.is_new:
        archive_seal.set_seal(made, key)
    else:
        archive_seal.discard(made)
        if key is None or not archive_seal.sign(work.workspace / FOLDER, _standing(made), key):
            work.voice.say("自上次封存以来没有变化，未另行封存")
            with work.ledger.begin() as connection:  # what the auditor finds changed was changed after this
                work.ledger.enter(connection, "seal", "unchanged", item=FOLDER, detail={"root": _standing(made)})
            return
    root = made.seal.root if made.is_new else _standing(made)
    with work.ledger.begin() as connection:
        facts = {"root": root, "files": made.seal.files, "bytes": made.seal.bytes, "signer": signer}
        enter_seal(connection, work.ledger.run_id, FOLDER, **facts)
        work.ledger.enter(connection, "seal", "sealed", item=FOLDER, detail=facts)
    work.voice.say(f"封存根值 {root}{f'，签名公钥指纹 {signer}' if signer else ''}")


def _standing(made: Draft) -> str:
    return made.former.root if made.former else made.seal.root


def _tell_answers(work: Work, root: str, result: Result) -> None:
    """What the office put beside the seal: the answer of a time-stamp authority is checked, an SM2 signature named."""
    folder = work.workspace / FOLDER
    if (folder / SM2).is_file():
        work.voice.say(f"{FOLDER}/{SM2} 已放入；国密签名请用本单位的签名软件核验，本工具不作判断")
    if not (folder / ANSWER).is_file():
        return
    question = (folder / QUERY).read_bytes() if (folder / QUERY).is_file() else None
    try:
        stamped = read_answer((folder / ANSWER).read_bytes(), question, root)
    except ArchiveError as error:
        result.waiting.append(f"{FOLDER}/{ANSWER} 不成立：{error.problem}，{error.remedy}")
        return
    work.voice.say(f"时间戳 {stamped.at:%Y-%m-%dT%H:%M:%SZ}，由 {stamped.authority} 签发（该机构是否可信由本单位判断）")


def _refused(result: Result, faults: tuple[str, ...] | list[str]) -> Result:
    result.broken = True
    result.waiting += [f"没有封存，原有的封存不变：{one}" for one in faults[:SHOWN]]
    if len(faults) > SHOWN:
        result.waiting.append(f"……共 {len(faults)} 处，请先运行 migrate verify 查看全部问题")
    return result


class _Known:
    """What the ledger knows of the files, asked of one after another in the order of the manifest."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ends = warc_ends(connection)
        self._sites = archived_folders(connection)
        self._folder = ""
        self._pages: dict[str, str] = {}  # of the site whose folder is being read
        self._gone: list[str] = []

    def fault_of(self, entry: Entry) -> str | None:
        """Tell what does not agree, None where everything does or the ledger does not know the file."""
        top, _, rest = entry.path.partition("/")
        if top == CAPTURES:
            return self._capture_fault(entry)
        if top == ARCHIVE:
            return self._page_fault(rest, entry)
        return None

    def missing(self, workspace: Path) -> Iterator[str]:
        """Tell which files the ledger knows and nobody has seen."""
        self._turn_to("")
        for folder in sorted(self._sites):
            if not (workspace / ARCHIVE / folder).is_dir():
                self._turn_to(folder)
                self._turn_to("")
        yield from (f"{ARCHIVE}/{path} 不在了，请运行 migrate archive 重新生成" for path in self._gone)
        yield from (f"{path} 不在了，请从备份恢复，或重新采集" for path in sorted(self._ends))

    def _capture_fault(self, entry: Entry) -> str | None:
        if entry.path.endswith(OPEN_SUFFIX):
            return f"{entry.path} 尚未写完，请先运行 migrate capture"
        end = self._ends.pop(entry.path, None)
        if end is None:
            return f"{entry.path} 是台账中没有的文件，请查明来历后移走"
        if entry.size > end:
            return f"{entry.path} 比台账所记多出 {entry.size - end} 字节，请先运行 migrate capture"
        return None if entry.size == end else f"{entry.path} 比台账所记短 {end - entry.size} 字节，请从备份恢复"

    def _page_fault(self, path: str, entry: Entry) -> str | None:
        folder, slash, _ = path.partition("/")
        if slash and folder != self._folder:
            self._turn_to(folder)
        wanted = self._pages.pop(path, None) if slash else None
        if wanted is None or wanted == entry.sha256:
            return None
        return f"{entry.path} 在归档之后被改动过，请删去该文件后运行 migrate archive 重新生成"

    def _turn_to(self, folder: str) -> None:
        self._gone += sorted(self._pages)
        self._folder, self._pages = folder, {}
        for site_key in self._sites.get(folder, ()):
            self._pages |= archived_digests(self._connection, site_key)


def sealed_digests(workspace: Path) -> dict[str, str]:
    """Give the digest of each WARC file as the standing seal has it."""
    standing = archive_seal.read_seal(workspace / FOLDER)
    return {one.warc: one.sha256 for one in standing.chain} if standing else {}
