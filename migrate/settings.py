"""Settings: read once from migrate.toml and flags, checked whole, handed down as one frozen value.

Every key has a default; a key that is not known or not usable is named, all of them at once, before anything is done.
"""

import ipaddress
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from migrate.errors import SettingsError

FILE_NAME = "migrate.toml"
UNITS = {"B": 1, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30, "TIB": 1 << 40, "": 1}
PORTAL_KINDS = ("embedded", "wordpress", "package", "rest")
_SERIES = re.compile(r"[^\s〔〕\x00-\x1f=]{1,20}")
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*")
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
_HOURS = re.compile(rf"({_CLOCK})\s*-\s*(?!\1){_CLOCK}")
_CONNECT_TO = re.compile(r"(\[[^\]]*\]|[^:\[\]]*):(\d*):(\[[^\]]*\]|[^:\[\]]*):(\d*)")


class Size(int):
    """A number of bytes, written `"2 GiB"` in the settings file."""


class FileHost(str):
    """A foreign host (`host` or `host:port`) whose files belong to the sites, as the office agreed."""

    @classmethod
    def parse(cls, text: str) -> "FileHost":
        """Read a host; raises ValueError for any other shape."""
        if not re.fullmatch(r"(?:[A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]+(?::\d{1,5})?", text.strip()):
            raise ValueError("应写作 主机 或 主机:端口，不含 http:// 和路径")
        return cls(text.strip().lower().removesuffix(":80"))


@dataclass(frozen=True)
class ConnectTo:
    """Where requests for a host and port really go, as curl's --connect-to; empty fields match or keep anything."""

    host: str
    port: int | None
    to_host: str
    to_port: int | None

    @classmethod
    def parse(cls, text: str) -> "ConnectTo":
        """Read `HOST:PORT:ADDR:PORT`; raises ValueError for any other shape."""
        found = _CONNECT_TO.fullmatch(text.strip())
        if not found:
            raise ValueError("应写作 主机:端口:目标地址:目标端口")
        host, port, to_host, to_port = found.groups()
        to_host = to_host.strip("[]")
        if ":" in to_host:
            ipaddress.IPv6Address(to_host)
        ports = [int(one) if one else None for one in (port, to_port)]
        if any(one is not None and not 0 < one < 65536 for one in ports):
            raise ValueError("端口应在 1 到 65535 之间")
        return cls(host.lower(), ports[0], to_host, ports[1])


@dataclass(frozen=True)
class KindSeries:
    """The 机关代字 of one kind of document, written `"kind=栖政办函"`."""

    kind: str
    series: str

    @classmethod
    def parse(cls, text: str) -> "KindSeries":
        """Read `KIND=SERIES`; raises ValueError for any other shape."""
        kind, equals, series = (one.strip() for one in text.partition("="))
        if not (kind and equals and _SERIES.fullmatch(series)):
            raise ValueError('应写作 "文书=机关代字"')
        return cls(kind, series)


@dataclass(frozen=True)
class Http:
    """How old sites are asked. Seconds and bytes."""

    interval: float = 1.0
    pace_factor: float = 1.0
    connections_per_host: int = 2
    sites_at_once: int = 200
    timeout: float = 30.0
    total_timeout: float = 1800.0
    retries: int = 5
    retry_wait: float = 30.0
    retry_patience: float = 3600.0
    stall_warning: float = 600.0
    stall_limit: float = 7200.0
    hours: str = ""
    disk_reserve: Size = Size(256 << 20)
    connect_to: tuple[ConnectTo, ...] = ()
    file_hosts: tuple[FileHost, ...] = ()
    allow_private: bool = False
    user_agent: str = "gov-site-migrate/0.1 (government website consolidation and archiving)"
    robots: str = "obey"
    robots_authorisation: str = ""
    max_body: Size = Size(2 << 30)
    max_decoded: Size = Size(1 << 30)
    browser: str = ""  # "on", or where Chromium is: shows the pages whose content only scripts bring


@dataclass(frozen=True)
class Portal:
    """The portal that receives the articles, and what its pages say of it."""

    kind: str = "embedded"  # embedded, wordpress, package or rest
    api_url: str = ""  # where a portal elsewhere is asked; its pages may have another address (`base_url`)
    user: str = ""
    secret_file: str = ""  # the file with the password or token; else $MIGRATE_PORTAL_SECRET. Never in the settings
    profile: str = ""  # of `rest`: a shipped name or a file; of `package`: a file with the ids of a TRS platform
    visibility: str = "published"  # or "draft": articles wait there for a person to publish them
    interval: float = 0.0  # seconds between two requests to the portal
    timeout: float = 60.0  # seconds without a byte
    retries: int = 5  # of a request that may be asked again
    name: str = "政府门户网站"
    domain: str = ""
    site_code: str = ""
    base_url: str = ""
    sponsor: str = ""
    icp: str = ""
    police: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Office:
    """The office that does the work, for documents and footers."""

    name: str = ""
    address: str = ""
    phone: str = ""
    contact: str = ""
    email: str = ""


@dataclass(frozen=True)
class Archive:
    """Archived pages: the stamp's wording (empty: the shipped one) and where the archive will be served; WARC files."""

    wording: str = ""
    screening: str = "hold"
    base_url: str = ""
    scripts: tuple[str, ...] = ()  # sites (keys) whose archived script files may run in their archived pages
    warc_size: Size = Size(1 << 30)
    key_file: str = ""  # the office's Ed25519 key (PEM) that signs seals; below the workspace or absolute
    key_passphrase_file: str = ""  # the file with the key's passphrase, where it has one. Never in the settings
    delivery_endpoint: str = ""  # where an S3 store is asked, e.g. https://oss.example; empty: as the environment says
    delivery_user: str = ""  # account or access key of the place that packages are delivered to
    delivery_secret_file: str = ""  # its password or secret key; else $MIGRATE_DELIVERY_SECRET. Never in the settings


@dataclass(frozen=True)
class Redirects:
    """Answers of old addresses: where they may lead beside portal and archive, and how a live server is checked."""

    hosts: tuple[FileHost, ...] = ()  # further hosts (`host` or `host:port`) that a redirect may lead to
    interval: float = 0.05  # seconds between two requests of a check
    connections: int = 4  # of a check at once


@dataclass(frozen=True)
class Forms:
    """Documents: the 机关代字 of their numbers (empty: no numbers are given), and how they are made into PDF."""

    series: str = ""
    series_of: tuple[KindSeries, ...] = ()  # of single kinds, by key or title
    first_number: int = 1  # of a year in which the office's own register has come this far
    pdf_program: str = "soffice"  # LibreOffice, by name or where it is
    pdf_timeout: float = 120.0  # seconds for one call, which makes up to some dozens of files


@dataclass(frozen=True)
class Ledger:
    """Where the ledger is; empty: `ledger.db` in the workspace."""

    url: str = ""


@dataclass(frozen=True)
class Sheet:
    """Limits of reading a clean-up sheet."""

    max_unpacked: Size = Size(512 << 20)
    max_rows: int = 1_048_576
    max_seconds: float = 120.0


@dataclass(frozen=True)
class Settings:
    """All settings, one table each."""

    http: Http = field(default_factory=Http)
    portal: Portal = field(default_factory=Portal)
    office: Office = field(default_factory=Office)
    archive: Archive = field(default_factory=Archive)
    redirects: Redirects = field(default_factory=Redirects)
    forms: Forms = field(default_factory=Forms)
    ledger: Ledger = field(default_factory=Ledger)
    sheet: Sheet = field(default_factory=Sheet)


def read_settings(workspace: Path, overrides: Sequence[str] = (), connect_to: Sequence[str] = ()) -> Settings:
    """Give the settings of a workspace: defaults, then migrate.toml, then `TABLE.KEY=VALUE` flags.

    Raises SettingsError that names every unknown key and unusable value, with its place.
    """
    faults: list[str] = []
    settings = Settings()
    for place, tables in [
        (FILE_NAME, _file_tables(workspace / FILE_NAME)),
        ("--set", _flag_tables(overrides, faults)),
        ("--connect-to", {"http": {"connect_to": list(connect_to)}} if connect_to else {}),
    ]:
        settings = _merged(settings, tables, place, faults)
    faults.extend(_contradictions(settings))
    if faults:
        raise SettingsError("设置有误：" + "；".join(faults), "请改正后再运行，可用的设置见 README 的设置一节")
    return settings


def _file_tables(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} 无法读取（{_short(error)}）", "请检查文件权限，并以 UTF-8 编码保存") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} 不是有效的 TOML 文件（{_short(error)}）", "请改正该处的写法") from error


def _short(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _flag_tables(overrides: Sequence[str], faults: list[str]) -> Mapping[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for text in overrides:
        name, equals, value = text.partition("=")
        table, dot, key = name.strip().partition(".")
        if not (equals and dot and key):
            faults.append(f"--set {_masked(text)}：应写作 表.键=值")
            continue
        tables.setdefault(table, {})[key] = _toml_value(value.strip())
    return tables


def _masked(text: str) -> str:
    """A password inside an address is not shown."""
    return re.sub(r"(://[^:/@\s]*:)[^@\s]*@", r"\1***@", text)


def _toml_value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text  # a bare word is meant as a string


def _merged(settings: Settings, tables: Mapping[str, Any], place: str, faults: list[str]) -> Settings:
    known = {one.name for one in fields(settings)}
    for table, values in tables.items():
        if table not in known:
            faults.append(f"{place} 中没有名为 [{table}] 的设置表")
        elif not isinstance(values, Mapping):
            faults.append(f"{place} 中 {table} 应是一个表，写作 [{table}]")
        else:
            section = _merged_table(getattr(settings, table), values, f"{place} 的 {table}", faults)
            settings = replace(settings, **{table: section})
    return settings


def _merged_table(section: Any, values: Mapping[str, Any], place: str, faults: list[str]) -> Any:
    types = get_type_hints(type(section))
    for key, value in values.items():
        if key not in types:
            faults.append(f"{place}.{key} 不是已知的设置")
            continue
        try:
            section = replace(section, **{key: _read(value, types[key])})
        except ValueError as error:
            faults.append(f"{place}.{key} 的值 {_masked(repr(value))} 不可用（{error}）")
    return section


def _read(value: Any, kind: Any) -> Any:
    """Give `value` as what the setting wants; ValueError says in Chinese what would do."""
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ValueError("应是文字的列表")
        return tuple(item.parse(one) for one in value)
    if kind is bool:
        if not isinstance(value, bool):
            raise ValueError("应是 true 或 false")
        return value
    if kind is Size:
        return _size(value)
    if kind in (int, float):
        whole = kind is int
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float) or not 0 <= value < 1e12:
            raise ValueError("应是不小于 0 的整数" if whole else "应是不小于 0 的数")
        return kind(value)
    if not isinstance(value, str):
        raise ValueError("应是文字，加引号书写")
    return value


def read_size(text: str) -> Size:
    """Give a number of bytes that was written as `4 GiB`; ValueError for any other shape."""
    return _size(text)


def _size(value: Any) -> Size:
    found = _SIZE.fullmatch(str(value)) if not isinstance(value, bool) else None
    if not found or found[2].upper() not in UNITS:
        raise ValueError('应是大小，例如 "2 GiB"')
    return Size(float(found[1]) * UNITS[found[2].upper()])


def _contradictions(settings: Settings) -> list[str]:
    faults = []
    http = settings.http
    if http.robots not in {"obey", "ignore"}:
        faults.append(f'http.robots 只能是 "obey" 或 "ignore"，现为 {http.robots!r}')
    if http.robots == "ignore" and not http.robots_authorisation.strip():
        faults.append("http.robots 设为 ignore 时须在 http.robots_authorisation 写明何人依据何文件于何日授权")
    if not (http.user_agent.isascii() and http.user_agent.isprintable()):
        faults.append("http.user_agent 只能用英文字母、数字和符号书写")
    if http.hours and not _HOURS.fullmatch(http.hours):
        faults.append(f'http.hours 应写作 "20:00-06:00"（北京时间，起止不同），现为 {http.hours!r}')
    if http.connections_per_host < 1:
        faults.append("http.connections_per_host 至少为 1")
    if http.sites_at_once < 1:
        faults.append("http.sites_at_once 至少为 1")
    if settings.redirects.connections < 1:
        faults.append("redirects.connections 至少为 1")
    if settings.forms.series and not _SERIES.fullmatch(settings.forms.series):
        faults.append(f"forms.series 应是机关代字（至多 20 字，不含空格和〔〕），现为 {settings.forms.series!r}")
    faults += _portal_contradictions(settings.portal)
    if settings.archive.screening not in {"hold"}:
        faults.append(f'archive.screening 目前只支持 "hold"，现为 {settings.archive.screening!r}')
    for table, url in (("portal", settings.portal.base_url), ("archive", settings.archive.base_url)):
        if url and not re.fullmatch(r"https?://[^\s?#\"'<>]+", url):
            faults.append(f"{table}.base_url 应以 http:// 或 https:// 开头，且不含空格、? 和 #")
    return faults


def _portal_contradictions(portal: Portal) -> list[str]:
    faults = []
    if portal.kind not in PORTAL_KINDS:
        faults.append(f"portal.kind 只能是 {'、'.join(PORTAL_KINDS)} 之一，现为 {portal.kind!r}")
    if portal.visibility not in {"published", "draft"}:
        faults.append(f'portal.visibility 只能是 "published" 或 "draft"，现为 {portal.visibility!r}')
    if portal.kind in {"wordpress", "rest"} and not re.fullmatch(r"https?://[^\s?#@\"'<>]+", portal.api_url):
        faults.append(
            f"portal.kind 为 {portal.kind} 时须在 portal.api_url 写明门户接口的地址"
            "（以 http:// 或 https:// 开头，不含空格、?、# 和口令）"
        )
    if portal.kind == "wordpress" and not portal.user:
        faults.append("portal.kind 为 wordpress 时须在 portal.user 写明发布用的账号")
    if portal.kind == "rest" and not portal.profile:
        faults.append("portal.kind 为 rest 时须在 portal.profile 写明接口说明（软件自带的名称，或本单位的文件）")
    return faults
