"""A package for the tests, and how an importer reads one."""

import json
import re
from pathlib import Path
from typing import Any

from migrate.portal.package.adapter import PackagePortal
from migrate.portal.package.profile import TrsProfile
from tests.portal.samples import CHANNELS

_KINDS = {"string": str, "null": type(None), "integer": int, "array": list, "object": dict}


def package(folder: Path, trs: TrsProfile | None = None) -> PackagePortal:
    """Give a package whose channels are there."""
    portal = PackagePortal(folder / "package", folder / ".portal", "gov-site-migrate 1", trs)
    for channel in CHANNELS:
        portal.ensure_channel(channel, run=1)
    return portal


def records(root: Path) -> dict[str, dict[str, Any]]:
    """Give the articles of a package by id; each stands in it once, in the file of its channel."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((root / "articles").rglob("*.jsonl")):
        channel = path.relative_to(root / "articles").as_posix().removesuffix(".jsonl")
        for line in path.read_bytes().splitlines():
            one = json.loads(line)
            assert one["channel"] == channel and one["id"] not in found
            found[one["id"]] = one
    return found


def misfits(value: Any, schema: dict[str, Any], defs: dict[str, Any], place: str = "") -> list[str]:
    """Give where a value does not fit a JSON Schema, as far as the package's schema uses the language."""
    if "$ref" in schema:
        return misfits(value, defs[schema["$ref"].removeprefix("#/$defs/")], defs, place)
    known = {"type", "required", "properties", "additionalProperties", "items", "pattern", "description", "title"}
    assert schema.keys() <= known | {"$schema", "$defs"}, "a word of the language that this check does not know"
    kinds = schema.get("type", [])
    if type(value) not in [_KINDS[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds)]:
        return [f"{place}: {value!r} is no {kinds}"]
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        return [f"{place}: {value!r} is not as {schema['pattern']}"]
    if isinstance(value, list):
        return [fault for one in value for fault in misfits(one, schema["items"], defs, f"{place}[]")]
    if not isinstance(value, dict):
        return []
    faults = [f"{place}.{name} is missing" for name in schema.get("required", []) if name not in value]
    for name, one in value.items():
        known_one = schema.get("properties", {}).get(name, schema["additionalProperties"])
        if known_one is False:
            faults.append(f"{place}.{name} is unknown")
        else:
            faults += misfits(one, known_one, defs, f"{place}.{name}")
    return faults
