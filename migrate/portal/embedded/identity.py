"""What the portal says of itself: the head and foot of every page, and the 网站标签."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Identity:
    """The portal's name and marks, from the settings; what is empty is not shown."""

    name: str = "政府门户网站"
    domain: str = ""  # bare host, as SiteDomain wants it
    site_code: str = ""  # 网站标识码
    base_url: str = ""  # where the portal will be served; sitemap.xml and the Url tag need it
    sponsor: str = ""  # 主办单位
    icp: str = ""  # ICP 备案编号
    police: str = ""  # 公安备案编号
    contact: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""

    @property
    def host(self) -> str:
        """The bare host: the domain as set, without what people paste around it, else the host of `base_url`."""
        given = self.domain.strip() or self.base_url.strip()
        return (urlsplit(given if "//" in given else f"//{given}").hostname or "") if given else ""

    @property
    def home(self) -> str:
        """The base URL with one slash at its end, empty where none is set."""
        return self.base_url.rstrip("/") + "/" if self.base_url else ""
