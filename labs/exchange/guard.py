"""Cells that a spreadsheet would run: guarded on the way out, freed on the way in."""

import re

_RISKY = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")


def guarded(cell: str) -> str:
    """A leading ' for what a spreadsheet might run, and for what has one already."""
    if cell.startswith("'"):
        return f"'{cell}"
    if cell.startswith(_RISKY) and not _PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def freed(cell: str) -> str:
    """Without the sign that `guarded` puts, and only that one: 't Hart keeps his."""
    if not cell.startswith("'"):
        return cell
    return cell[1:] if cell[1:].startswith((*_RISKY, "'")) else cell
