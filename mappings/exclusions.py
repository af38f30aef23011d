"""exclusions.toml, read and checked: URLs that a person has decided not to capture, each with who, when and why."""

from pathlib import Path

from mappings.address_rules import AddressRule, read_address_rules

NAME = "exclusions.toml"


def read_exclusions(office: Path | None = None) -> tuple[AddressRule, ...]:
    """The office's exclusions (none are shipped); all mistakes are refused at once."""
    return read_address_rules(NAME, office, "exclude", "排除的理由")
