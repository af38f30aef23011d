"""A password or token that no message, report or traceback shows."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Secret:
    """A secret: `str` and `repr` give `***`; only `reveal` gives the text, for the one header that needs it."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """Give the secret itself."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __str__(self) -> str:
        return "***"

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")
