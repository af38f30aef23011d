"""RFC 3161: the question that an office hands to its time-stamp authority, and what the answer says of a root."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256, sha384, sha512
from typing import Any

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from archive.errors import ArchiveError

REMEDY = "请用 seal/seal.tsq 重新申请时间戳，把应答存为 seal/seal.tsr"
_DIGESTS = {"sha256": (sha256, hashes.SHA256), "sha384": (sha384, hashes.SHA384), "sha512": (sha512, hashes.SHA512)}
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, UnsupportedAlgorithm, x509.InvalidVersion)
_GRANTED = ("granted", "granted_with_mods")


@dataclass(frozen=True)
class Stamped:
    """What an authority says: it saw the root at this moment. Whether the authority is trusted is not judged here."""

    at: datetime
    authority: str
    serial: str


def nonce_of(root: str) -> int:
    """The number that tells one question from another: made of the root, so that a changed bit of it is seen."""
    return int.from_bytes(sha256(b"tsq " + bytes.fromhex(root)).digest()[:8], "big") >> 1 | 1


def request(root: str) -> bytes:
    """Give the question about a root (64 hexadecimal digits), as DER: what `seal.tsq` holds."""
    asked = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes.fromhex(root)},
            "nonce": nonce_of(root),
            "cert_req": True,
        }
    )
    return bytes(asked.dump())


def read_answer(answer: bytes, question: bytes | None, root: str) -> Stamped:
    """Give what an answer says; ArchiveError where it is about something else or was not made by the key it shows."""
    try:
        told = tsp.TimeStampResp.load(answer, strict=True)
        if told["status"]["status"].native not in _GRANTED:
            raise _wrong("时间戳机构没有同意这次申请")
        signed = told["time_stamp_token"]["content"]
        content = signed["encap_content_info"]["content"]
        info = content.parsed
        _check_imprint(info, question, root)
        certificate = _signer(signed)
        _check_signature(signed, bytes(content), certificate)
        at = info["gen_time"].native.astimezone(UTC)
        return Stamped(at, certificate.subject.human_friendly, format(info["serial_number"].native, "x"))
    except _UNREADABLE as error:
        raise _wrong("seal.tsr 不是能识别的时间戳应答") from error


def _check_imprint(info: Any, question: bytes | None, root: str) -> None:
    imprint = info["message_imprint"]
    same = imprint["hash_algorithm"]["algorithm"].native == "sha256"
    if not same or imprint["hashed_message"].native != bytes.fromhex(root):
        raise _wrong("时间戳不是为这次封存签发的")
    if question is not None and tsp.TimeStampReq.load(question)["nonce"].native != info["nonce"].native:
        raise _wrong("时间戳应答的随机数与 seal.tsq 不符")


def _signer(signed: Any) -> asn1_x509.Certificate:
    """The certificate of the key that signed: the one that the signature names."""
    wanted = signed["signer_infos"][0]["sid"]
    for one in signed["certificates"]:
        certificate = one.chosen
        if wanted.name == "subject_key_identifier":
            if certificate.key_identifier == wanted.chosen.native:
                return certificate
        elif certificate.serial_number == wanted.chosen["serial_number"].native:
            return certificate
    raise _wrong("时间戳应答中没有签发者的证书")


def _check_signature(signed: Any, content: bytes, certificate: asn1_x509.Certificate) -> None:
    """The attributes hold the digest of the statement, and the shown key signed the attributes."""
    one = signed["signer_infos"][0]
    attributes = {each["type"].native: each["values"] for each in one["signed_attrs"]}
    digest, algorithm = _DIGESTS[one["digest_algorithm"]["algorithm"].native]
    if attributes["message_digest"][0].native != digest(content).digest():
        raise _wrong("时间戳应答的内容被改动过")
    text = cms.CMSAttributes.load(one["signed_attrs"].untag().dump(force=True)).dump()
    key = x509.load_der_x509_certificate(certificate.dump()).public_key()
    signature = one["signature"].native
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, text, padding.PKCS1v15(), algorithm())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, text, ec.ECDSA(algorithm()))
        else:
            raise _wrong("时间戳的签名算法不是 RSA 或 ECDSA，本工具不能核验")
    except InvalidSignature:
        raise _wrong("时间戳的签名不成立") from None


def _wrong(how: str) -> ArchiveError:
    return ArchiveError(how, REMEDY)
