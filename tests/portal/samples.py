"""Articles, channels and a portal for the tests, all invented."""

import hashlib
from dataclasses import replace
from pathlib import Path

from migrate.model import Article, Channel, File
from migrate.portal.embedded.adapter import EmbeddedPortal
from migrate.portal.embedded.identity import Identity

OLD = "http://nyncj.qiyun.gov.example"
NOTICES = Channel("zwgk/tzgg", "通知公告", ("政务公开", "通知公告"), "通知公告", order=7)
PUBLICITY = Channel("zwgk", "政务公开", ("政务公开",), "政务公开", order=6)
NEWS = Channel("xwdt/gzdt", "工作动态", ("新闻动态", "工作动态"), "工作动态", order=1)
OWN = Channel("bmpd/d0000000a/c0000000b", "山茶专栏", ("部门频道", "栖云县农业农村局", "山茶专栏"), order=100)
CHANNELS = (PUBLICITY, NOTICES, NEWS, OWN)

IDENTITY = Identity(
    name="栖云县人民政府",
    domain="www.qiyun.gov.example",
    site_code="9900000001",
    base_url="https://www.qiyun.gov.example/",
    sponsor="栖云县人民政府办公室",
    icp="示ICP备00000000号",
    police="示公网安备 00000000000000号",
    phone="0000-0000000",
)


def article(number: int = 1, **changes: object) -> Article:
    """Give an invented article; its key and address depend on the number alone."""
    made = Article(
        site_key="9900000002",
        article_key=f"9900000002 {OLD}/tzgg/{number}.html",
        old_url=f"{OLD}/tzgg/{number}.html?from=list&n=1",
        title=f"关于印发《栖云县山茶产业发展办法》的通知（第{number}号）",
        columns=(("政务公开", "通知公告"),),
        published_at=f"20{10 + number % 12:02}-03-05 09:{number % 60:02}",
        source="栖云县农业农村局",
        author="",
        body_html="<p>各乡镇人民政府，县直各单位：</p><p>现将办法印发给你们，请认真贯彻执行。</p>",
        body_text="各乡镇人民政府，县直各单位：现将办法印发给你们，请认真贯彻执行。",
        site_name="栖云县农业农村局网站",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def attachment(portal: EmbeddedPortal, name: str, content: bytes) -> File:
    """Store a file and give it as an article has it."""
    sha256 = hashlib.sha256(content).hexdigest()
    new_url = portal.ensure_file(sha256, name, content, run=1).new_url
    return File(f"{OLD}/files/{sha256[:4]}", name, sha256, new_url=new_url)


def embedded(folder: Path, identity: Identity = IDENTITY) -> EmbeddedPortal:
    """Give an embedded portal whose channels are there."""
    portal = EmbeddedPortal(folder / "portal", folder / ".portal", identity)
    for channel in CHANNELS:
        portal.ensure_channel(channel, run=1)
    return portal


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Give every file below a folder with its time and content."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder with its content."""
    return {name: content for name, (_, content) in snapshot(folder).items()}
