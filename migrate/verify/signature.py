"""The signature and the time-stamp under a seal's root, checked with public libraries alone."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

QUESTION, ANSWER = "seal.tsq", "seal.tsr"
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, UnsupportedAlgorithm, InvalidSignature)


def signature_problem(root: str, signature: bytes, pem: bytes) -> tuple[str | None, str | None]:
    """Give what is wrong with a signature of a root, and the fingerprint of the key where nothing is."""
    try:
        key = serialization.load_pem_public_key(pem)
        said = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        if not isinstance(key, Ed25519PublicKey) or said != pem:
            return "公钥不是 Ed25519 公钥，或写法被改动过", None
        raw = base64.b64decode(signature.strip(), validate=True)
        if base64.b64encode(raw) + b"\n" != signature:
            return "签名的写法被改动过", None
        key.verify(raw, bytes.fromhex(root))
    except _BROKEN:
        return "签名不成立", None
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return None, hashlib.sha256(der).hexdigest()


def timestamp_problem(root: str, question: bytes | None, answer: bytes | None) -> Iterator[tuple[str, str]]:
    """Give what is wrong with the question to a time-stamp authority and with its answer, with the file's name."""
    try:
        asked = tsp.TimeStampReq.load(question, strict=True) if question is not None else None
        if question != _question(root):
            yield QUESTION, "时间戳申请不是为这次封存做的，或被改动过"
    except _BROKEN:
        yield QUESTION, "时间戳申请无法识别"
        return
    if answer is not None:
        try:
            _check_answer(root, asked, answer)
        except _BROKEN:
            yield ANSWER, "时间戳应答不是为这次封存签发的，或被改动过"


def _question(root: str) -> bytes:
    """The one question that fits a root; its number is made of the root too."""
    number = int.from_bytes(hashlib.sha256(b"tsq " + bytes.fromhex(root)).digest()[:8], "big") >> 1 | 1
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes.fromhex(root)}
    return bytes(
        tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "nonce": number, "cert_req": True}).dump()
    )


def _is_about(imprint: Any, root: str) -> bool:
    same = imprint["hash_algorithm"]["algorithm"].native == "sha256"
    return bool(same and imprint["hashed_message"].native == bytes.fromhex(root))


def _check_answer(root: str, asked: Any, answer: bytes) -> None:
    told = tsp.TimeStampResp.load(answer, strict=True)
    signed = told["time_stamp_token"]["content"]
    content = signed["encap_content_info"]["content"]
    about = _is_about(content.parsed["message_imprint"], root)
    if not about or (asked is not None and asked["nonce"].native != content.parsed["nonce"].native):
        raise ValueError
    one = signed["signer_infos"][0]
    algorithm = one["digest_algorithm"]["algorithm"].native
    attributes = {each["type"].native: each["values"] for each in one["signed_attrs"]}
    if attributes["message_digest"][0].native != hashlib.new(algorithm, bytes(content)).digest():
        raise ValueError
    text = cms.CMSAttributes.load(one["signed_attrs"].untag().dump(force=True)).dump()
    serial = one["sid"].chosen["serial_number"].native
    shown = next(each.chosen for each in signed["certificates"] if each.chosen.serial_number == serial)
    key = x509.load_der_x509_certificate(shown.dump()).public_key()
    made_by = _HASHES[algorithm]()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(one["signature"].native, text, padding.PKCS1v15(), made_by)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(one["signature"].native, text, ec.ECDSA(made_by))
    else:
        raise ValueError
