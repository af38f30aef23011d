"""Clauses 3 to 5: every entry has its record, every record its entry, whole, at its place, byte for byte."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migrate.model import Fault
from migrate.verify.certificates import Certificates
from migrate.verify.members import Member
from migrate.verify.records import ANSWERS, CHECK, FileFacts, Record, read_file

OPEN_SUFFIX = ".open"


@dataclass(frozen=True)
class Claim:
    """What the ledger says of one record: its URL, place, digests and end; `sha256` is of the decoded body.

    `is_kept`: a URL's outcome rests on it as on a whole body. The fields from `status` on are compared where they are
    given.
    """

    url: str
    offset: int
    end: int
    record_id: str
    payload_digest: str
    sha256: str
    decodable: bool
    revisit_of: str | None = None  # record id of the original
    tls: str | None = None  # what the ledger tells of the connection, `sha256:` and the certificate's digest in it
    original_digest: str | None = None  # the original's payload digest
    status: int | None = None
    fetched_at: str | None = None
    truncated: str | None = None
    is_kept: bool = False


@dataclass
class FileAudit:
    """What came of a file and the claims about it: faults by clause, and what could not be known."""

    facts: FileFacts
    framing: list[Fault] = field(default_factory=list)  # clause 3
    placing: list[Fault] = field(default_factory=list)  # clause 4
    reading: list[Fault] = field(default_factory=list)  # clause 5
    bodies: int = 0
    without_end: int = 0  # bodies whose end only the connection's end tells
    unclear: int = 0  # bodies whose coding cannot be undone: only the bytes as received were compared

    @property
    def faults(self) -> list[Fault]:
        """All faults."""
        return [*self.framing, *self.placing, *self.reading]


def check_file(site_key: str, path: Path, claims: Sequence[Claim]) -> FileAudit:
    """Give every way in which a WARC file and the ledger's claims about it disagree."""
    name = path.name.removesuffix(OPEN_SUFFIX)
    audit = FileAudit(FileFacts(name))
    if not path.is_file():
        audit.placing.append(Fault(CHECK, site_key, name, f"WARC 文件不在了，台账记有 {len(claims)} 条记录"))
        return audit
    against = _Against(site_key, audit, claims)
    audit.facts = read_file(site_key, path, name, against.look_at)
    audit.reading += audit.facts.faults
    against.finish(is_open=path.name.endswith(OPEN_SUFFIX))
    return audit


class _Against:
    """One file's records held against its claims."""

    def __init__(self, site_key: str, audit: FileAudit, claims: Sequence[Claim]) -> None:
        self._site_key, self._audit, self._claims = site_key, audit, claims
        self._by_offset = {claim.offset: claim for claim in claims}
        self._seen: set[int] = set()
        self._certificates = Certificates()
        self._name = audit.facts.name
        self._last: Claim | None = None  # of the answer whose request comes next

    def look_at(self, record: Record, member: Member) -> None:
        """Compare a record with its claim."""
        if record.kind == "metadata":
            self._certificates.keep(record.record_id, bytes(record.kept))
        if record.kind in ("request", "conversion"):
            self._check_end(record, member)
        if record.kind not in ANSWERS:
            return
        place = f"（{self._name} 第 {member.offset} 字节）"
        claim = self._by_offset.get(member.offset)
        if claim is None:
            self._fault(self._audit.placing, record.url, "记录没有台账条目" + place)
            return
        self._seen.add(member.offset)
        self._last = claim
        certificate = self._certificates.problem(record.fields, claim.tls)
        for problem in (_identity(record, claim), _bytes(record, claim), _revisit(record, claim), certificate):
            if problem:
                self._fault(self._audit.reading, claim.url, problem + place)
        self._count(record, claim)
        problem = _framing(record, claim)
        if problem:
            self._fault(self._audit.framing, claim.url, problem + place)

    def _check_end(self, record: Record, member: Member) -> None:
        """An answer ends with its request, another form of it by itself."""
        claim = self._by_offset.get(member.offset) if record.kind == "conversion" else self._last
        if claim is not None and claim.end != member.end:
            self._fault(self._audit.placing, claim.url, f"记录止于 {self._name} 第 {member.end} 字节，与台账不符")
        self._last = None

    def _count(self, record: Record, claim: Claim) -> None:
        body = record.message.body if record.message is not None and record.kind == "response" else None
        self._audit.bodies += claim.is_kept
        self._audit.without_end += body is not None and body.ends_with_connection and claim.is_kept
        self._audit.unclear += claim.decodable and record.kind == "response" and record.body_sha256 is None

    def _fault(self, faults: list[Fault], item: str, problem: str) -> None:
        faults.append(Fault(CHECK, self._site_key, item or self._name, problem))

    def finish(self, *, is_open: bool) -> None:
        """Note the claims without a record, the certificates without an answer, and an end that is not the ledger's."""
        placing, end = self._audit.placing, max((claim.end for claim in self._claims), default=0)
        if self._audit.facts.size != end:
            self._fault(placing, "", f"文件应到第 {end} 字节为止，实有 {self._audit.facts.size} 字节")
        if is_open:
            self._fault(placing, "", "文件没有正常结束（仍带 .open），请再次运行 migrate capture")
        for claim in self._claims:
            if claim.offset not in self._seen:
                self._fault(placing, claim.url, f"台账记在 {self._name} 第 {claim.offset} 字节处的记录不在那里")
        for record_id in self._certificates.unnamed():
            self._fault(placing, "", f"证书记录 {record_id} 没有台账条目")


def _identity(record: Record, claim: Claim) -> str | None:
    if record.record_id != claim.record_id or record.url != claim.url:
        return "记录的编号或网址与台账不符"
    if claim.fetched_at is not None and record.fields.get("warc-date", "")[:19] != claim.fetched_at[:19]:
        return "记录的时间与台账不符"
    head = record.message.head if record.message is not None else None
    if claim.status and head is not None and head.status != claim.status:
        return "应答的状态码与台账不符"
    return None


def _bytes(record: Record, claim: Claim) -> str | None:
    if claim.decodable and record.kind == "response" and record.body_sha256 not in (None, claim.sha256):
        return "正文与台账的摘要不符"
    if claim.decodable and record.kind in ("resource", "conversion") and record.body_sha256 != claim.sha256:
        return "正文与台账的摘要不符"
    stated = record.fields.get("warc-payload-digest")
    return "记录的正文摘要与台账不符" if stated is not None and stated != claim.payload_digest else None


def _revisit(record: Record, claim: Claim) -> str | None:
    if record.kind != "revisit":
        return "台账记为重访，文件中却不是" if claim.revisit_of is not None else None
    if claim.revisit_of is None or record.fields.get("warc-refers-to") != claim.revisit_of:
        return "重访记录所指的原始记录与台账不符"
    if claim.original_digest != claim.payload_digest:
        return "重访记录所指的原始记录不在，或摘要不同"
    return None


def _framing(record: Record, claim: Claim) -> str | None:
    stated = record.fields.get("warc-truncated")
    if record.kind != "revisit" and stated != claim.truncated:
        return f"记录{'标明' if stated else '没有标明'}不完整，台账却{'不是' if stated else '是'}"
    if claim.is_kept and claim.truncated is not None:
        return "正文不完整，台账却记为已存"
    body = record.message.body if record.message is not None and record.kind == "response" else None
    if body is not None and body.is_cut_short and claim.truncated is None:
        return "正文比应答头部所写的短"
    return None
