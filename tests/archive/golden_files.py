"""Files that show what is written, byte for byte; `GOLDEN=1` writes them anew, to be looked at before they are kept."""

import os
from pathlib import Path

FOLDER = Path(__file__).with_name("golden")


def golden(name: str, made: bytes) -> bytes:
    """The kept file's bytes."""
    if os.environ.get("GOLDEN"):
        (FOLDER / name).write_bytes(made)
    return (FOLDER / name).read_bytes()
