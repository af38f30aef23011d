"""The words of cells and the labels we answer in, read from `vocabularies.toml` and checked whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mappings.layers import read_layers, refuse

NAME = "vocabularies.toml"
WORDS = (
    "nothing", "blank", "unknown", "yes", "no", "yes_part", "no_part", "unsure_part", "marked", "unmarked",
    "closed", "closed_part", "not_closed_part", "normal", "not_normal_part", "stale", "stale_exempt", "fresh",
    "unsure_fresh", "thin", "thin_exempt", "ample", "keep", "migrate", "close", "collective", "negated", "agree",
    "subsite", "channel", "moved_part", "superior_part", "assessment_part", "portal_type", "not_portal_type",
    "township", "higher_type", "subtotal", "foot", "signature", "example", "no_site",
    "innocent", "able_part", "provided_part", "broken_part", "turn", "refusing", "refused", "of_all", "all_but",
    "affirming", "not_known", "exception", "traditional",
    "prohibiting", "prohibited", "doubtful", "lapsed", "planned", "former", "reopened", "removed", "not_removed_part",
    "everywhere", "demand_part", "demand_away", "demand_moved", "few", "site_part", "disagree",
)  # fmt: skip
LABELS = {
    "verdict": ("keep", "migrate", "close", "undecided"),
    "action": (
        "portal", "exception", "migrate_channel", "migrate_subsite", "self_close", "already_closed",
    ),
    "fact": (
        "listed", "freshness", "volume", "content_ability", "tech_ability", "special_case", "demanded", "portal",
        "closed",
    ),
    "answer": ("yes", "no", "unknown"),
    "rule": (),
    "flag": (
        "unlisted_with_code", "exception_without_reason", "normal_but_stale", "keep_for_township_or_department",
        "close_without_target", "date_past", "owner_office_differ", "duplicate_site", "bad_url", "bad_code",
        "inferred",
    ),
}  # fmt: skip
WORD_KEYS = frozenset({"seen", "expected", "source"})


@dataclass(frozen=True)
class Vocabularies:
    """Words by group (in order of the file) and labels by kind and name."""

    words: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Mapping[str, str]]

    @property
    def letters(self) -> Mapping[str, str]:
        """Traditional characters to simplified ones."""
        return {pair[0]: pair[1] for pair in self.words["traditional"]}


def read_vocabularies(office: Path | None = None) -> Vocabularies:
    """The shipped words with the office's own added; a file with mistakes is refused with all of them."""
    table = read_layers(NAME, office, unite_lists=True)
    faults = [f"不认识的键 {key}（可用：words、labels）" for key in table if key not in ("words", "labels")]
    words = {name: _words(name, body, faults) for name, body in table.get("words", {}).items()}
    faults.extend(f"words.{name} 不是词组（可用：{'、'.join(WORDS)}）" for name in words if name not in WORDS)
    faults.extend(f"缺少词组 words.{name}" for name in WORDS if name not in words)
    pairs = words.get("traditional", ())
    faults.extend(f"words.traditional 里的 {pair} 应当是两个字：繁体、简体" for pair in pairs if len(pair) != 2)
    labels = table.get("labels", {})
    for kind, names in LABELS.items():
        _labels(kind, names, labels.get(kind), faults)
    refuse(NAME, faults)
    return Vocabularies(words, labels)


def _words(name: str, body: Any, faults: list[str]) -> tuple[str, ...]:
    if not isinstance(body, dict):
        faults.append(f"words.{name} 应当是表")
        return ()
    faults.extend(f"words.{name} 有不认识的键 {key}" for key in body if key not in WORD_KEYS)
    if not isinstance(body.get("source"), str):
        faults.append(f"words.{name} 缺少 source（见于何处）")
    words: list[str] = []
    for grade in ("seen", "expected"):
        listed = body.get(grade, [])
        if not isinstance(listed, list) or not all(isinstance(word, str) and word for word in listed):
            faults.append(f"words.{name}.{grade} 应当是非空文字的列表")
            continue
        words.extend(listed)
    return tuple(words)


def _labels(kind: str, names: tuple[str, ...], body: Any, faults: list[str]) -> None:
    if not isinstance(body, dict) or not all(isinstance(label, str) and label for label in body.values()):
        faults.append(f"labels.{kind} 应当是名称到文字的表")
        return
    faults.extend(f"缺少 labels.{kind}.{name}" for name in names if name not in body)
