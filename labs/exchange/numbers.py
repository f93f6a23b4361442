"""Which decimal sign a file uses: then `1,234` is no longer in doubt."""

import re
from collections.abc import Iterable

# One or two digits behind the sign, or more than three, or a zero before it: no thousands.
_CERTAIN = re.compile(r"[^\d.,]*(?:\d+([.,])(?:\d{1,2}|\d{4,})|0([.,])\d+)", re.ASCII)
_POINT = re.compile(r"[^\d.,]*[1-9]\d{0,2}\.\d{3}\s*", re.ASCII)


class Decimals:
    """The signs that cells of a file prove.

    `semicolons`: between its cells, mostly because a comma is its decimal sign.
    """

    def __init__(
        self, cells: Iterable[str], told: str = "", *, semicolons: bool = False
    ) -> None:
        self._told = told
        self._semicolons = semicolons
        self._proved = set() if told else {sign for cell in cells if (sign := _sign(cell))}

    def sign_for(self, text: str) -> str:
        """The decimal sign by which to read a cell; empty where nothing tells.

        Where a file proves both, neither `1,234` nor `1.234` can be told from thousands.
        """
        if self._semicolons and not (self._told or self._proved) and _POINT.fullmatch(text):
            return ","
        if self._told or len(self._proved) < 2:
            return self._told or next(iter(self._proved), "")
        return "," if "." in text else "."


def _sign(cell: str) -> str:
    match = _CERTAIN.fullmatch(cell.strip())
    return (match[1] or match[2]) if match else ""
