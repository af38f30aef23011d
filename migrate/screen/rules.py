"""What screening is told from outside: kinds, words, patterns and numbers."""

import re
from collections.abc import Mapping
from typing import Protocol


class KindRule(Protocol):
    """What the office thinks of one kind of finding."""

    @property
    def severity(self) -> str:
        """How grave it is: block, hold, mask or note."""
        ...

    @property
    def action(self) -> str:
        """What the office is advised to do."""
        ...


class ScreenRules(Protocol):
    """All that people decide about screening."""

    @property
    def kinds(self) -> Mapping[str, KindRule]:
        """Every kind by its name."""
        ...

    @property
    def hiding(self) -> Mapping[str, re.Pattern[str]]:
        """The ways to hide a link, found in a style without spaces."""
        ...

    @property
    def wording(self) -> Mapping[str, str]:
        """Wrong words, each with the right one."""
        ...

    @property
    def leaders(self) -> Mapping[str, str]:
        """Names, each with its title."""
        ...

    def words(self, name: str) -> tuple[str, ...]:
        """Give a list of words."""
        ...

    def limit(self, name: str) -> int:
        """Give a threshold."""
        ...
