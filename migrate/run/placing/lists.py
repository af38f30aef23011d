"""Lists for people, as csv that spreadsheet programs read right and in which nothing is live."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import IO

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class ListFile:
    """A csv file that is written row by row and is there whole once it is kept, or not at all."""

    def __init__(self, path: Path, headings: Sequence[str]) -> None:
        self._path, self._headings = path, headings
        self._part = path.with_name(f"{path.name}.part")
        self._part.unlink(missing_ok=True)  # of a run that was killed
        self._file: IO[str] | None = None
        self.rows = 0

    def add(self, *cells: str) -> None:
        """One more row."""
        if self._file is None:
            self._file = self._part.open("w", encoding="utf-8-sig", errors="replace", newline="")
            csv.writer(self._file).writerow(self._headings)
        csv.writer(self._file).writerow([_inert(cell) for cell in cells])
        self.rows += 1

    def keep(self) -> None:
        """The file holds these rows; one that was there before goes when there are none."""
        if self._file is None:
            self._path.unlink(missing_ok=True)
            return
        self._file.close()
        self._file = None
        self._part.replace(self._path)

    def drop(self) -> None:
        """Nothing is kept of rows that were not."""
        if self._file is not None:
            self._file.close()
        self._part.unlink(missing_ok=True)


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
