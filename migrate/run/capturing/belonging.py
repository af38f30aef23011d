"""Which of the sites at work an address belongs to, and which host a line of an access log means."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from migrate.crawl.links import suffix_kind
from migrate.crawl.sources.log_lines import Visit
from migrate.model import PAGE_KINDS, Kind
from migrate.urls import Scope, authority_of, host_of, resolve


class Belonging:
    """The scopes of some sites by their keys; `homes` are their home addresses, that of the sheet first."""

    def __init__(self, scopes: Mapping[str, Scope], homes: Sequence[str]) -> None:
        self._scopes = scopes
        self.roots = frozenset((key, *root) for key, scope in scopes.items() for root in scope.roots)
        self._homes: dict[str, str] = {}  # host → its home's scheme and authority
        for home in homes:
            self._homes.setdefault(host_of(home), f"{urlsplit(home).scheme}://{host_of(home)}")
        self.only_home = homes[0] if len(scopes) == 1 and homes else None

    def site_of(self, url: str) -> str | None:
        """Give the site with the closest folder above `url`; for what pages need, one of its host; None: no site's."""
        host, path = host_of(url), urlsplit(url).path if host_of(url) else ""
        of_host = sorted((len(prefix), prefix, key) for key, one, prefix in self.roots if one == host)
        above = [key for _, prefix, key in of_host if path.startswith(prefix) or path + "/" == prefix]
        if above or suffix_kind(url, Kind.PAGE) in PAGE_KINDS:
            return above[-1] if above else None
        return of_host[0][2] if of_host else None

    def address_of(self, visit: Visit) -> str | None:
        """Give the address that a visitor asked for; None where the line does not tell of which host.

        The host stands in the request, in the log's own field, or in the Referer where that is a page of these sites;
        a log that names none is that of the only site.
        """
        if not visit.target.startswith("/"):
            return resolve(visit.target, visit.target)
        base = self._named(visit.host) or self._referred(visit.referrer) or self._only()
        return resolve(base, base + visit.target) if base else None

    def _named(self, host: str) -> str | None:
        name, _, port = host.lower().partition(":")
        if "." not in name:
            return None  # `_`, `-`, `localhost`: what servers call the host that is none of theirs
        scheme = "https" if port == "443" else "http"
        try:
            authority = authority_of(scheme, host)
        except (ValueError, UnicodeError):
            return None
        if authority in self._homes:
            return f"{scheme}://{authority}" if port else self._homes[authority]
        alike = [home for known, home in self._homes.items() if known.partition(":")[0] == name]
        if len(alike) == 1 and port in ("", "80"):  # many logs tell no port, or that of the server behind another one
            return alike[0]
        return f"{scheme}://{authority}"

    def _referred(self, referrer: str) -> str | None:
        authority = host_of(referrer)
        return f"{urlsplit(referrer).scheme}://{authority}" if authority in self._homes else None

    def _only(self) -> str | None:
        return next(iter(self._homes.values())) if self.only_home else None
