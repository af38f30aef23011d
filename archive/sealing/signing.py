"""The office's key: made, read, and set under the root of a seal (Ed25519). No message shows what a key file holds."""

import base64
import os
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from archive.errors import ArchiveError

_PEM, _DER = serialization.Encoding.PEM, serialization.Encoding.DER
_PUBLIC = serialization.PublicFormat.SubjectPublicKeyInfo


@dataclass(frozen=True)
class SigningKey:
    """The private key of an office; its `repr` tells nothing."""

    _key: Ed25519PrivateKey = field(repr=False)

    def signature(self, root: str) -> bytes:
        """The signature of a root (64 hexadecimal digits), as base64."""
        return base64.b64encode(self._key.sign(bytes.fromhex(root)))

    @property
    def public_pem(self) -> bytes:
        """The public half, as PEM."""
        return self._key.public_key().public_bytes(_PEM, _PUBLIC)

    @property
    def fingerprint(self) -> str:
        """The digest by which people know the key."""
        return fingerprint(self.public_pem)


def read_key(path: Path, passphrase: bytes | None = None) -> SigningKey:
    """Give the key of a PEM file."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), passphrase or None)
    except OSError as error:
        raise ArchiveError(f"密钥文件 {path} 无法读取（{error.strerror}）", "请检查路径和文件权限") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):  # from None: a cause could show what the file holds
        remedy = "请检查是否为 PEM 格式的私钥、口令文件（archive.key_passphrase_file）是否正确"
        raise ArchiveError(f"密钥文件 {path} 无法使用", remedy) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ArchiveError(
            f"密钥文件 {path} 不是 Ed25519 私钥", "请用 migrate seal --new-key 文件 另生成一个"
        ) from None
    return SigningKey(key)


def new_key(path: Path, passphrase: bytes | None = None) -> SigningKey:
    """Make a key file that only its owner can read; one that is there already is never written over."""
    key = Ed25519PrivateKey.generate()
    locked = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    pem = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, locked)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(pem)
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError:
        raise ArchiveError(f"密钥文件 {path} 已经存在，没有覆盖", "请换一个文件名") from None
    except OSError as error:
        raise ArchiveError(f"密钥文件 {path} 无法写入（{error.strerror}）", "请检查路径和文件权限") from None
    return SigningKey(key)


def fingerprint(public_pem: bytes) -> str:
    """The SHA-256 of a public key (DER, SubjectPublicKeyInfo)."""
    return sha256(_public(public_pem).public_bytes(_DER, _PUBLIC)).hexdigest()


def is_signed(root: str, signature: bytes, public_pem: bytes) -> bool:
    """Tell whether the signature of a root was made with this key."""
    try:
        _public(public_pem).verify(base64.b64decode(signature, validate=False), bytes.fromhex(root))
    except (InvalidSignature, ValueError):
        return False
    return True


def _public(pem: bytes) -> Ed25519PublicKey:
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise ArchiveError("公钥文件无法识别", "请检查 seal/public-key.pem 是否完好") from None
    if not isinstance(key, Ed25519PublicKey):
        raise ArchiveError("公钥不是 Ed25519 公钥", "请检查 seal/public-key.pem 是否完好")
    return key
