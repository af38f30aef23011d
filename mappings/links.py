"""links.toml, read and checked: links to old sites that a person wants kept as they are, with who, when and why."""

from pathlib import Path

from mappings.address_rules import AddressRule, read_address_rules

NAME = "links.toml"


def read_kept_links(office: Path | None = None) -> tuple[AddressRule, ...]:
    """The office's kept links (none are shipped); all mistakes are refused at once."""
    return read_address_rules(NAME, office, "keep", "保留的理由")
