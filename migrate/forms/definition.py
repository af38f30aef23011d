"""What a kind of document looks like to the forms room: shapes that the mapping's own classes have."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol


class Field(Protocol):
    """One blank of a document, or one column of a table."""

    @property
    def name(self) -> str:
        """The placeholder's name in the template."""

    @property
    def label(self) -> str:
        """What the office calls it."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Where to look, in this order: paths into the facts (of a column: into the row)."""

    @property
    def shape(self) -> str:
        """One of text, count, counts, list, names, sentences, date."""

    @property
    def words(self) -> str:
        """The word list that translates a code, or ""."""

    @property
    def unit(self) -> str:
        """The measure word after a count."""

    @property
    def none(self) -> str:
        """What an empty list says."""

    @property
    def hint(self) -> str:
        """How to fill it in, for kinds that are copied from."""

    @property
    def required(self) -> bool:
        """Whether the document may not go out without it."""


class Table(Protocol):
    """A repeating table."""

    @property
    def name(self) -> str:
        """The name of its rows in the template."""

    @property
    def label(self) -> str:
        """What the office calls it."""

    @property
    def rows(self) -> str:
        """Where its rows come from: a path into the facts."""

    @property
    def columns(self) -> Sequence[Field]:
        """Its columns, in order."""

    @property
    def none(self) -> str:
        """What stands in its only row when there are no rows."""

    @property
    def required(self) -> bool:
        """Whether the document may not go out without its rows."""


class Basis(Protocol):
    """A published text that a document rests on."""

    @property
    def number(self) -> str:
        """Its number, 国办发〔2017〕47号."""

    @property
    def title(self) -> str:
        """Its title, without the marks 《》."""


class Definition(Protocol):
    """A kind of document, as the mapping gives it."""

    @property
    def kind(self) -> str:
        """Its name in commands and file names."""

    @property
    def title(self) -> str:
        """The title on the document."""

    @property
    def outputs(self) -> Sequence[str]:
        """The files it consists of: docx, html, xlsx."""

    @property
    def templates(self) -> Mapping[str, Path]:
        """The layout file of each output that has one."""

    @property
    def fields(self) -> Sequence[Field]:
        """Its blanks, in order."""

    @property
    def tables(self) -> Sequence[Table]:
        """Its repeating tables, in order."""

    @property
    def bases(self) -> Mapping[str, Basis]:
        """The texts it rests on."""

    @property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """The words for codes."""
