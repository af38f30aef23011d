"""The child process in which attachments are read: paths come in as JSON lines, pieces of text go out as JSON lines.

A file that makes a parser abort, loop or take all memory ends this process and nothing else. Nothing is written, and
nothing is loaded from outside.
"""

import json
import sys
from pathlib import Path
from typing import IO

from migrate.child import answering_pipe, bound_memory, bound_time
from migrate.screen.files.reading import Budget, pieces_of
from migrate.screen.files.told import Piece, UnreadError

MEMORY = 768 << 20  # bytes of data that reading may take, the interpreter included
MOST_TEXT = 10_000_000  # characters of one file that are looked at
LONGEST = 200_000  # characters of one piece
SHORTEST = 7  # characters of a piece without Chinese that may hold something


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    out = answering_pipe()
    bound_memory(MEMORY)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        bound_time(request["seconds"])
        answer(Path(request["path"]), out)


def answer(path: Path, out: IO[bytes]) -> None:
    """Write a file's pieces as JSON lines, and an empty list behind them."""
    budget, told = Budget(), 0
    try:
        for piece in pieces_of(path.read_bytes(), "", budget):
            if len(piece.text) < SHORTEST and piece.text.isascii() and not piece.unread:
                continue  # most cells of most tables: too short for any number that is looked for
            told += len(piece.text)
            if told > MOST_TEXT:
                _send(out, Piece("", "", unread=f"文字超过 {MOST_TEXT // 10000} 万字，只看了前面的"))
                break
            _send(out, Piece(piece.where, piece.text[:LONGEST], *piece[2:]))
    except MemoryError:
        _send(out, Piece("", "", unread="内容过大，读不完"))
    except UnreadError as error:
        _send(out, Piece(error.where, "", unread=error.why))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of a native parser is no Exception; every parser fault means the same here
        _send(out, Piece("", "", unread="内容已损坏或不完整"))
    out.write(b"[]\n")
    out.flush()


def _send(out: IO[bytes], piece: Piece) -> None:
    out.write(json.dumps(piece, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n")


if __name__ == "__main__":
    main()
