"""Which decimal sign a file uses: then `1,234` is no longer in doubt."""

import re
from collections.abc import Iterable

# One or two digits behind the sign, or more than three, or a zero before it: no thousands.
_CERTAIN = re.compile(r"[^\d.,]*(?:\d+([.,])(?:\d{1,2}|\d{4,})|0([.,])\d+)", re.ASCII)


class Decimals:
    """The signs that cells of a file prove."""

    def __init__(self, cells: Iterable[str], told: str = "") -> None:
        self._told = told
        self._proved = set() if told else {sign for cell in cells if (sign := _sign(cell))}

    def sign_for(self, text: str) -> str:
        """The decimal sign by which to read a cell; empty where nothing tells.

        Where a file proves both, neither `1,234` nor `1.234` can be told from thousands.
        """
        if self._told or len(self._proved) < 2:
            return self._told or next(iter(self._proved), "")
        return "," if "." in text else "."


def _sign(cell: str) -> str:
    match = _CERTAIN.fullmatch(cell.strip())
    return (match[1] or match[2]) if match else ""
