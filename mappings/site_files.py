"""A site's own files, which the tool writes and an office corrects: read whole or refused, written whole or not."""

import os
import tomllib
from collections.abc import Sequence
from pathlib import Path

from mappings.errors import MappingError


def read_tables(path: Path, word: str, noun: str) -> tuple[list[object], list[str]]:
    """Give what stands under `[[word]]` in a file, nothing where there is no file, and the faults of its outline.

    Raises MappingError for a file that cannot be read at all; `noun` is what the office calls one such table.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return [], []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingError(
            f"{path} 无法读取（{str(error).splitlines()[0]}）", "请以 UTF-8 编码保存，并改正该处的写法"
        ) from error
    faults = [f"{key} 不是已知的内容，应写作 [[{word}]]" for key in sorted(table.keys() - {word})]
    given = table.get(word, [])
    if isinstance(given, list):
        return given, faults
    return [], [*faults, f"{noun}应写作 [[{word}]]"]


def refuse_site_file(path: Path, faults: Sequence[str], remedy: str) -> None:
    """Raise one MappingError that lists all faults of a site's file; do nothing when there are none."""
    if faults:
        raise MappingError(f"{path} 有误：" + "；".join(faults), remedy)


def write_site_file(path: Path, text: str) -> bool:
    """The file holds `text`, the old one or the new one at every moment; True when it was changed."""
    content = text.encode()
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    os.replace(part, path)  # noqa: PTH105 - one call, the old file or the new one
    return True
