"""TLS with old servers: modern and verified first, then only what the failure asks for, all of it told."""

import asyncio
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from migrate.fetch import tls
from migrate.fetch.client import Client, Exchange
from migrate.fetch.tls import UNCHECKED, Step, Tls, iana_name
from migrate.settings import ConnectTo, Http
from tests.zoo.answers import head, ok
from tests.zoo.certificates import SMALL_PRIME, Issued, issued, serving
from tests.zoo.server import CLOSE, RESET, Answer, FaultServer

HOST = "nyncj.qiyun.gov.example"
HOME = f"https://{HOST}/"
V1, V1_1, V1_2, V1_3 = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
CLOSING = Answer(ok("<p>body</p>").raw, CLOSE)  # every request then needs a connection of its own


@pytest.fixture(scope="module")
def authority() -> Issued:
    return issued("Qiyun test authority", is_ca=True)


@pytest.fixture(scope="module")
def good(authority: Issued) -> Issued:
    return issued(HOST, "127.0.0.1", issuer=authority)


@pytest.fixture(autouse=True)
def trusted(authority: Issued, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test authority is what this machine trusts."""
    path = tmp_path / "authority.pem"
    path.write_bytes(authority.pem())
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    tls._context.cache_clear()
    yield
    tls._context.cache_clear()


def fetched(
    secured: Sequence[ssl.SSLContext],
    *urls: str,
    answer: Answer = CLOSING,
    timeout: float = 5,
    **more: object,
) -> tuple[list[Exchange], FaultServer]:
    """Ask for the URLs one after another, in one client."""

    async def asked(settings: Http) -> list[Exchange]:
        got = []
        async with Client(settings) as client:
            for url in urls or (HOME,):
                with closing(await client.exchange(url)) as made:
                    got.append(made)
        return got

    sites = {host: {"/": answer} for host in (HOST, f"{HOST}:50625", "127.0.0.1:50625")}
    with FaultServer(sites, secured, **more) as server:
        rule = ConnectTo.parse(server.connect_to)
        made = asyncio.run(asked(Http(interval=0, pace_factor=0, timeout=timeout, connect_to=(rule,))))
    return made, server


def test_a_modern_server_with_a_good_certificate_is_in_no_doubt(good: Issued, tmp_path: Path) -> None:
    (made,), _ = fetched([serving(tmp_path, good)])
    assert (made.status, made.tls_doubt, made.tls.protocol) == (200, None, "TLSv1.3")
    assert made.tls.chain == good.chain
    assert made.tls.digest == sha256(good.chain[0]).hexdigest()
    assert made.tls.cipher.startswith("TLS_")


def test_a_plain_connection_has_nothing_to_tell_of_tls() -> None:
    (made,), _ = fetched([], f"http://{HOST}/")
    assert (made.status, made.tls, made.tls_doubt) == (200, None, None)


LACKS: dict[str, tuple[Callable[[Issued], Issued], str]] = {
    "self-signed": (lambda _: issued(HOST), "证书为自签名"),
    "expired": (lambda ca: issued(HOST, issuer=ca, days=(-30, -1)), "证书已过期"),
    "not yet valid": (lambda ca: issued(HOST, issuer=ca, days=(5, 30)), "证书尚未生效"),
    "another host": (lambda ca: issued("www.qiyun.gov.example", issuer=ca), "证书与主机名不符"),
    "unknown issuer": (lambda _: issued(HOST, issuer=issued("Nobody", is_ca=True)), "证书链含自签名证书"),
    "short key": (lambda ca: issued(HOST, issuer=ca, bits=1024), "证书的密钥过短"),
}


@pytest.mark.parametrize("name", LACKS)
def test_what_a_certificate_lacks_is_forgiven_and_told(name: str, authority: Issued, tmp_path: Path) -> None:
    make, verdict = LACKS[name]
    held = make(authority)
    (made, again), server = fetched([serving(tmp_path, held)], HOME, HOME)
    assert (made.status, made.tls.verdict, made.tls_doubt) == (200, verdict, verdict)
    assert made.tls.protocol == "TLSv1.3"
    assert (made.tls.chain, again.tls) == (held.chain, made.tls)
    assert len(server.offered) == 3  # refused, forgiven, and remembered


@pytest.mark.parametrize("url", ["https://127.0.0.1:50625/", f"https://{HOST}:50625/"])
def test_an_odd_port_and_a_host_that_is_an_address_are_like_any_other(url: str, good: Issued, tmp_path: Path) -> None:
    (made,), server = fetched([serving(tmp_path, good)], url)
    assert (made.status, made.tls_doubt, server.log[0].url) == (200, None, url)


def test_an_address_that_the_certificate_does_not_name_is_told(authority: Issued, tmp_path: Path) -> None:
    (made,), _ = fetched([serving(tmp_path, issued(HOST, issuer=authority))], "https://127.0.0.1:50625/")
    assert (made.status, made.tls.verdict) == (200, "证书与 IP 地址不符")


OLD = {
    "TLS 1.0": ({"oldest": V1, "newest": V1}, "TLSv1"),
    "TLS 1.1": ({"oldest": V1_1, "newest": V1_1}, "TLSv1.1"),
    "small group": ({"newest": V1_2, "ciphers": "DHE-RSA-AES128-SHA:@SECLEVEL=0", "group": SMALL_PRIME}, "TLSv1.2"),
    "old ciphers": ({"newest": V1_2, "ciphers": "AES128-SHA:@SECLEVEL=0"}, "TLSv1.2"),
}


@pytest.mark.parametrize("name", OLD)
def test_an_old_protocol_is_spoken_once_a_modern_handshake_failed_and_told(
    name: str, good: Issued, tmp_path: Path
) -> None:
    settings, protocol = OLD[name]
    (made, again), server = fetched([serving(tmp_path, good, **settings)], HOME, HOME)
    assert (made.status, made.tls.protocol, made.tls.verdict) == (200, protocol, "")
    assert made.tls.eased
    assert made.tls_doubt == f"旧式加密 {protocol}（{made.tls.eased}）"
    assert (again.status, again.tls) == (200, made.tls)
    assert len(server.offered) == 3


def test_old_protocol_and_bad_certificate_are_both_forgiven_and_both_told(tmp_path: Path) -> None:
    held = issued(HOST, bits=1024)
    (made,), _ = fetched([serving(tmp_path, held, V1, V1)])
    assert (made.status, made.tls.protocol, made.tls.verdict) == (200, "TLSv1", "证书为自签名")
    assert made.tls_doubt.startswith("证书为自签名；旧式加密 TLSv1（")
    assert made.tls.line().startswith(
        f"TLSv1 {made.tls.cipher} sha256:{sha256(held.chain[0]).hexdigest()} 证书为自签名"
    )


def test_a_server_that_speaks_both_is_never_asked_the_old_way(good: Issued, tmp_path: Path) -> None:
    (made,), server = fetched([serving(tmp_path, good, oldest=V1, newest=V1_2)])
    assert (made.tls.protocol, made.tls.eased, len(server.offered)) == ("TLSv1.2", "", 1)


def test_both_certificates_of_a_host_that_changes_its_own_are_told(tmp_path: Path) -> None:
    first, second = issued(HOST), issued(HOST)
    contexts = [serving(tmp_path, one) for one in (first, first, second)]
    made, _ = fetched(contexts, HOME, HOME, HOME)
    assert [one.status for one in made] == [200, 200, 200]
    assert [one.tls.chain for one in made] == [first.chain, second.chain, second.chain]
    assert [one.tls.verdict for one in made] == ["证书为自签名", UNCHECKED, "证书为自签名"]


def test_a_certificate_that_was_mended_is_no_longer_doubted(good: Issued, tmp_path: Path) -> None:
    contexts = [serving(tmp_path, one) for one in (*[issued(HOST)] * 2, good)]
    made, _ = fetched(contexts, HOME, HOME, HOME)
    assert [one.tls.verdict for one in made] == ["证书为自签名", UNCHECKED, ""]


def test_an_answer_that_is_read_leniently_tells_its_tls_too(tmp_path: Path) -> None:
    refused = Answer(head("200 OK", "rubbish", "Content-Length: 4") + b"body")
    (made,), _ = fetched([serving(tmp_path, issued(HOST))], answer=refused)
    assert (made.status, made.truncated, made.tls.verdict) == (200, None, "证书为自签名")


def test_what_was_forgiven_one_host_is_not_forgiven_another(good: Issued, tmp_path: Path) -> None:
    contexts = [serving(tmp_path, good, V1, V1), serving(tmp_path, good, V1, V1), serving(tmp_path, good)]
    made, _ = fetched(contexts, HOME, f"https://{HOST}:50625/")
    assert [(one.tls.protocol, bool(one.tls.eased)) for one in made] == [("TLSv1", True), ("TLSv1.3", False)]


@pytest.mark.parametrize("hangs_up", [RESET, CLOSE])
def test_a_server_that_hangs_up_on_higher_numbers_is_asked_with_the_lowest(
    hangs_up: str, good: Issued, tmp_path: Path
) -> None:
    (made,), server = fetched([serving(tmp_path, good, V1, V1)], bears=b"\x03\x01", hangs_up=hangs_up)
    assert (made.status, made.tls.protocol, made.tls.eased) == (200, "TLSv1", "握手时连接中断")
    assert server.offered == [b"\x03\x03", b"\x03\x03", b"\x03\x01"]


def test_a_server_that_speaks_no_tls_at_all_is_a_failure_in_words() -> None:
    (made,), _ = fetched([], HOME, timeout=0.5)
    assert (made.status, made.tls) == (None, None)
    assert made.failure


def test_the_steps_offer_what_they_say() -> None:
    offered = {
        step: (c.minimum_version, c.maximum_version) for step in Step for c in [tls._context(step, is_verified=True)]
    }
    assert offered[Step.MODERN][0] == V1_2
    assert offered[Step.OLD] == (V1, V1_2)
    assert offered[Step.OLDEST] == (V1, V1)


@pytest.mark.parametrize(  # the IANA registry's names
    ("openssl", "iana"),
    [
        ("TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
        ("ECDHE-ECDSA-AES256-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8"),
        ("DHE-DSS-AES256-SHA", "TLS_DHE_DSS_WITH_AES_256_CBC_SHA"),
        ("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
        ("CAMELLIA256-SHA", "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA"),
        ("DES-CBC3-SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
        ("RC4-MD5", "TLS_RSA_WITH_RC4_128_MD5"),
        ("DHE-ARIA128-GCM-SHA256", "TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256"),
        ("GOST2012-NULL-GOST12", "GOST2012-NULL-GOST12"),
    ],
)
def test_a_cipher_is_told_by_its_registered_name(openssl: str, iana: str) -> None:
    assert iana_name(openssl) == iana


def test_nothing_forgiven_is_no_doubt() -> None:
    assert Tls("TLSv1.3", "", ()).doubt is None
