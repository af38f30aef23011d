"""What the office says of a TRS WCM platform: its channel ids, and what its operator wants in the fields of a document.

[trs]
user = "导入账号"         CRUSER; left out of the documents where it is not set, as every field below
status = "…"             DOCSTATUS
doc_type = "20"          DOCTYPE; the samples that are known use 20
file_flag = "…"          APPFLAG of an attachment
image_flag = "…"         APPFLAG of an image
per_zip = 200            documents of one zip at most

[trs.channels]
"zwgk/tzgg" = 1234       channel of the portal → DOCCHANNEL
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate.errors import SettingsError

MOST = 1000  # documents of a zip: platforms take a zip whole into memory
_WORDS = ("user", "status", "doc_type", "file_flag", "image_flag")


@dataclass(frozen=True)
class TrsProfile:
    """A TRS WCM platform: DOCCHANNEL by channel path, and the fields that its operator sets."""

    channels: Mapping[str, str] = field(default_factory=dict)
    user: str = ""
    status: str = ""
    doc_type: str = "20"
    file_flag: str = ""
    image_flag: str = ""
    per_zip: int = 200


def read_profile(path: Path) -> TrsProfile | None:
    """Give the TRS platform that a profile describes, None where it has no [trs]; all faults are told at once."""
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise SettingsError(
            f"portal.profile 指的文件 {path} 无法读取（{reason}）", "请检查路径，并写作 UTF-8 的 TOML 文件"
        ) from None
    faults = [f"没有名为 {name} 的设置" for name in table if name != "trs"]
    trs = table.get("trs")
    if isinstance(trs, dict):
        faults += _faults(trs)
    elif trs is not None:
        faults.append("trs 应是一个表，写作 [trs]")
    if faults:
        raise SettingsError(f"{path} 有误：" + "；".join(faults), "请改正后再运行")
    if trs is None:
        return None
    channels = {name: str(value) for name, value in trs.get("channels", {}).items()}
    return TrsProfile(**{**trs, "channels": channels})


def _faults(trs: Mapping[str, Any]) -> list[str]:
    faults = [f"[trs] 中没有名为 {name} 的设置" for name in trs if name not in (*_WORDS, "per_zip", "channels")]
    faults += [f"trs.{name} 应是文字，加引号书写" for name in _WORDS if not isinstance(trs.get(name, ""), str)]
    per_zip = trs.get("per_zip", 1)
    if isinstance(per_zip, bool) or not isinstance(per_zip, int) or not 1 <= per_zip <= MOST:
        faults.append(f"trs.per_zip 应是 1 到 {MOST} 之间的整数")
    channels = trs.get("channels", {})
    if not isinstance(channels, dict):
        return [*faults, "trs.channels 应是一个表，写作 [trs.channels]"]
    for name, value in channels.items():
        if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,18}", str(value)):
            faults.append(f"[trs.channels] 中 {name} 的栏目编号 {value!r} 应是数字")
    return faults
