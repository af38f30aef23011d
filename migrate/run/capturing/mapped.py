"""The mappings that a capture goes by, read once before the first request."""

from collections.abc import Sequence
from dataclasses import dataclass

from mappings.address_rules import AddressRule
from mappings.aliases import read_aliases
from mappings.exclusions import read_exclusions
from mappings.families import Families, read_families
from mappings.scripted import Scripted, read_scripted
from mappings.traps import Traps, read_traps
from migrate.crawl.aliases import AliasRule
from migrate.run.work import MAPPINGS, Work


@dataclass(frozen=True)
class Mapped:
    """How lists are printed, what is a trap or a shell, which spellings mean another URL, what wants a browser, what a
    person has left out."""

    families: Families
    traps: Traps
    aliases: Sequence[AliasRule]
    scripted: Scripted
    exclusions: Sequence[AddressRule] = ()


def read_mapped(work: Work) -> Mapped:
    """Give the shipped mappings with the office's own laid over them; a file with mistakes is refused."""
    office = work.workspace / MAPPINGS
    families = read_families(*work.own("families.toml"))
    return Mapped(families, read_traps(office), read_aliases(office), read_scripted(office), read_exclusions(office))
