"""Where what a platform tells stands for visitors, and where this machine asks for it."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit


@dataclass(frozen=True)
class Places:
    """The address of the platform's pages (`home`, with a slash at its end) and of its interface."""

    home: str
    api_url: str

    def public(self, url: str) -> str:
        """Give an address as visitors have it, empty where the platform tells none."""
        return urljoin(self.home, url) if url else ""

    def here(self, url: str) -> str:
        """Give an address of the platform as this machine reaches it: through the host that the interface is at."""
        if not url.startswith(self.home):
            return url
        asked = urlsplit(self.api_url)
        return urlsplit(url)._replace(scheme=asked.scheme, netloc=asked.netloc.rpartition("@")[2]).geturl()
