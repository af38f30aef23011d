"""What a WordPress says of itself when it is first asked, and what talks to it from then on."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from migrate.errors import PortalError
from migrate.portal.wordpress.channels import Categories
from migrate.portal.wordpress.client import Client
from migrate.portal.wordpress.files import Media
from migrate.portal.wordpress.index import Listing
from migrate.portal.wordpress.refusals import PLUGIN


@dataclass(frozen=True)
class Told:
    """What WordPress says of itself."""

    home: str  # with a slash at its end
    plugin: bool
    version: str
    max_file: int | None


@dataclass(frozen=True)
class Opened:
    """What talks to one WordPress."""

    client: Client
    told: Told
    channels: Categories
    media: Media
    listing: Listing | None

    @classmethod
    def of(cls, client: Client) -> "Opened":
        """Ask what it is; raises PortalError where it cannot be used."""
        told = told_by(client)
        listing = Listing(client) if told.plugin else None
        media = Media(client, lambda url: _here(url, told.home, client.api_url), told.max_file, listing)
        return cls(client, told, Categories(client, extended=told.plugin), media, listing)


def told_by(client: Client) -> Told:
    """Give what WordPress says of itself: it is one, its clock is Beijing's, and our plugin knows the account."""
    said = client.get("/").said
    home = said.get("home") if isinstance(said, dict) else None
    if not home or "wp/v2" not in said.get("namespaces", ()):
        raise PortalError(
            f"{client.host} 不像 WordPress 的接口", "请检查 portal.api_url 应为门户首页或其 /wp-json/ 地址"
        )
    if float(said.get("gmt_offset") or 0) != 8:
        raise PortalError("门户的时区不是北京时间", "请在门户后台“设置—常规”中把时区改为“上海”，否则发布时间会错")
    home = f"{str(home).rstrip('/')}/"
    if "gsm/v1" not in said["namespaces"]:
        missing = "不收 WPS、OFD 等附件，没有网页标签，频道不能撤销"
        return Told(home, False, f"没有装 {Path(__file__).with_name(PLUGIN)}：{missing}", None)
    status = client.get("/gsm/v1/status").said
    if not status.get("moving"):
        raise PortalError(
            f"门户的 {PLUGIN} 不认这个账号",
            "请把它的应用程序密码命名为 gov-site-migrate，或在 wp-config.php 中写明 GSM_USER",
        )
    return Told(home, True, str(status["wordpress"]), int(status["max_upload"]) or None)


def _here(url: str, home: str, api_url: str) -> str:
    """Give an address of the portal as this machine reaches it: through the host that the interface is asked at."""
    if not url.startswith(home):
        return url
    own, asked = urlsplit(url), urlsplit(api_url)
    return own._replace(scheme=asked.scheme, netloc=asked.netloc.rpartition("@")[2]).geturl()
