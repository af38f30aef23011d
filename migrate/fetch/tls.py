"""How a connection was secured, and what an old server had to be forgiven for it.

Old sites carry expired and foreign certificates and speak protocols that nobody should speak. We only read, so we go
on and say so: a modern, verified handshake is tried first; what it failed for decides what is forgiven next, no more.
"""

import functools
import re
import ssl
import warnings
from dataclasses import dataclass, field, replace
from enum import IntEnum
from hashlib import sha256
from typing import Any

import aiohttp

UNCHECKED = "证书中途更换，尚未核对"
_VERDICTS = {  # OpenSSL's X509_V_ERR_… of a certificate
    9: "证书尚未生效",
    10: "证书已过期",
    18: "证书为自签名",
    19: "证书链含自签名证书",
    20: "证书的签发者不受信任",
    21: "证书的签发者不受信任",
    62: "证书与主机名不符",
    64: "证书与 IP 地址不符",
    66: "证书的密钥过短",
    68: "证书的签名算法过弱",
}
_OLD_CIPHERS = "ALL:!aNULL:@SECLEVEL=0"  # whatever OpenSSL still knows: short keys, small groups, SHA-1
_LEGACY_CONNECT = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT; named by `ssl` from Python 3.12 on


class Step(IntEnum):
    """What is offered in a handshake; a step is taken only after the one before it failed."""

    MODERN = 0  # TLS 1.2 and 1.3 as OpenSSL thinks right
    OLD = 1  # TLS 1.0 to 1.2, weak ciphers and keys, no secure renegotiation
    OLDEST = 2  # TLS 1.0 alone, for servers that hang up on a higher number


@dataclass(frozen=True)
class Tls:
    """How a connection was secured: `protocol` as OpenSSL calls it (`TLSv1.2`), `cipher` as IANA does.

    `chain` is what the server showed (DER, its own certificate first), `verdict` what that lacks, `eased` why a modern
    handshake failed; both are empty when nothing had to be forgiven.
    """

    protocol: str
    cipher: str
    chain: tuple[bytes, ...]
    verdict: str = ""
    eased: str = ""
    digest: str = field(init=False)  # sha256 of the server's own certificate, in hex

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", sha256(self.chain[0]).hexdigest() if self.chain else "")

    @property
    def doubt(self) -> str | None:
        """What was forgiven, in words; None when nothing was."""
        forgiven = [self.verdict, f"旧式加密 {self.protocol}（{self.eased}）" if self.eased else ""]
        return "；".join(filter(None, forgiven)) or None

    @property
    def warc_protocol(self) -> str:
        """The protocol as WARC files name it: `tls/1.2`."""
        name, _, number = self.protocol.partition("v")
        return f"{name.lower()}/{number if '.' in number else number + '.0'}"

    def line(self) -> str:
        """One line for the ledger: protocol, cipher, the certificate's digest, and what was forgiven."""
        parts = [self.protocol, self.cipher, f"sha256:{self.digest}", self.doubt or ""]
        return " ".join(filter(None, parts))


@dataclass(frozen=True)
class Manner:
    """How a host is spoken to: the step it needs, and the verdict on its certificate (None: it is to be verified).

    `certificate` is the digest that the verdict was seen with.
    """

    step: Step = Step.MODERN
    verdict: str | None = None
    eased: str = ""
    certificate: str = ""

    @property
    def context(self) -> ssl.SSLContext:
        """What aiohttp connects with."""
        return _context(self.step, is_verified=self.verdict is None)

    def after(self, error: aiohttp.ClientConnectorError) -> "Manner | None":
        """Give the manner to try next, None when `error` leaves none that could help."""
        if isinstance(error, aiohttp.ClientConnectorCertificateError):
            return replace(self, verdict=verdict_of(error.certificate_error)) if self.verdict is None else None
        is_protocol = isinstance(error, aiohttp.ClientConnectorSSLError)
        is_hanging_up = isinstance(error.os_error, ConnectionResetError)  # how the oldest refuse what they do not know
        if self.step == Step.OLDEST or not (is_protocol or is_hanging_up):
            return None
        return replace(self, step=Step(self.step + 1), eased=self.eased or _refusal(error.os_error))

    def seen(self, shown: Tls) -> tuple["Manner", Tls]:
        """Give what to remember of the host after a handshake in this manner, and what is to be told of it."""
        verdict, known = self.verdict or "", self
        if self.verdict is not None:
            if self.certificate not in ("", shown.digest):
                verdict, known = UNCHECKED, replace(self, verdict=None, certificate="")
            else:
                known = replace(self, certificate=shown.digest)
        return known, replace(shown, verdict=verdict, eased=self.eased)


def verdict_of(error: Exception) -> str:
    """Say what a certificate lacks."""
    code, message = getattr(error, "verify_code", None), getattr(error, "verify_message", "")
    return _VERDICTS.get(code or 0) or f"证书未通过核对（{message or type(error).__name__}）"


def _refusal(error: OSError) -> str:
    reason = getattr(error, "reason", None)
    return str(reason).replace("_", " ").lower() if reason else "握手时连接中断"


@functools.cache  # one context a kind, so that connections can be kept alive
def _context(step: Step, *, is_verified: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not is_verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if step == Step.MODERN:
        context.set_alpn_protocols(["http/1.1"])
        return context
    context.set_ciphers(_OLD_CIPHERS)
    context.options |= _LEGACY_CONNECT
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1 if step == Step.OLDEST else ssl.TLSVersion.TLSv1_2
    return context


def shown_by(transport: Any) -> Tls | None:
    """Give how a fresh connection is secured; None for a plain one."""
    secured = transport.get_extra_info("ssl_object")
    if secured is None:
        return None
    cipher = secured.cipher() or ("",)
    return Tls(secured.version() or "", iana_name(cipher[0]), _chain(secured))


def _chain(secured: Any) -> tuple[bytes, ...]:
    """The certificates as the server showed them; Python names this publicly from 3.13 on."""
    if hasattr(secured, "get_unverified_chain"):
        return tuple(secured.get_unverified_chain())
    shown = secured._sslobj.get_unverified_chain() if hasattr(secured, "_sslobj") else None
    if shown is None:
        own = secured.getpeercert(binary_form=True)
        return (own,) if own else ()
    return tuple(ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in shown)


_CIPHER = re.compile(
    r"(?:(?P<kx>(?:ECDHE|DHE)(?:-(?:RSA|ECDSA|DSS))?)-)?"
    r"(?P<enc>AES128|AES256|CAMELLIA128|CAMELLIA256|ARIA128|ARIA256|CHACHA20-POLY1305|DES-CBC3|RC4)"
    r"(?:-(?P<mode>GCM|CCM8|CCM))?(?:-(?P<mac>SHA\d*|MD5))?"
)
_ODD = {"DES-CBC3": "3DES_EDE_CBC", "RC4": "RC4_128", "CHACHA20-POLY1305": "CHACHA20_POLY1305"}


def iana_name(openssl_name: str) -> str:
    """Give IANA's name of a cipher suite, OpenSSL's own where the two follow no common rule.

    >>> iana_name("ECDHE-RSA-AES256-GCM-SHA384")
    'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'
    >>> iana_name("AES128-SHA")
    'TLS_RSA_WITH_AES_128_CBC_SHA'
    """
    found = _CIPHER.fullmatch(openssl_name)
    if found is None:
        return openssl_name
    exchange = (found["kx"] or "RSA").replace("-", "_")
    if exchange in ("ECDHE", "DHE"):  # ARIA's names leave the RSA out
        exchange += "_RSA"
    encryption, mode = _ODD.get(found["enc"]) or re.sub(r"(\d+)", r"_\1", found["enc"]), found["mode"]
    if found["enc"] not in _ODD:
        encryption += f"_{mode.replace('CCM8', 'CCM_8')}" if mode else "_CBC"
    mac = found["mac"] or ("SHA256" if found["enc"] == "CHACHA20-POLY1305" else "")
    return "_".join(filter(None, ["TLS", exchange, "WITH", encryption, mac]))
