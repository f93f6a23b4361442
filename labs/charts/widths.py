"""How wide words are: one table, never a browser, so that every writer places alike."""

from collections.abc import Iterable

from labs.charts.scene import Px, Run

# Hundredths of an em, measured in the widest of the faces that a page may fall back to.
_REGULAR = (
    (28, "'ijl"),
    (32, "IJ \N{NO-BREAK SPACE},.·’"),
    (36, "/:;\\|f-"),
    (40, "()[]t!r"),
    (50, '"*_`–°'),
    (53, "sz“”?c"),
    (59, "LFkvxyP"),
    (64, "TYaeoESbdghnpquZ0123456789${}äöüéµ"),
    (70, "KAVBRXC"),
    (79, "UHNDG△▽&OQ"),
    (86, "w#+−<=>^~≠≈≤≥×→←M"),
    (100, "%mW@—…"),
)
_BOLD = (
    (35, "'ijl \N{NO-BREAK SPACE}"),
    (38, "IJ,./·’\\|"),
    (46, ":;-f!()[]"),
    (50, "tr_`–°"),
    (60, 'sz"*?c'),
    (66, "Lvxy“”"),
    (71, "akeEFToähnuü{}0123456789$é"),
    (74, "SYbdgpqCPZµ"),
    (85, "BAKRVX△▽UGDHNO"),
    (92, "w#+−<=>^~≠≈≤≥×→←Q&"),
    (110, "%mMW@—…"),
)
_WIDEST = 100
_SPACE = 32
_HOLDS = "\N{NO-BREAK SPACE}"


def _table(groups: Iterable[tuple[int, str]]) -> dict[str, int]:
    return {letter: width for width, letters in groups for letter in letters}


_TABLES = {False: _table(_REGULAR), True: _table(_BOLD)}


def wide(words: str, size: Px, *, bold: bool = False) -> Px:
    table = _TABLES[bold]
    return sum(table.get(letter, _WIDEST) for letter in words) * size // 100


def run(of: Run) -> Px:
    return wide(of.words, of.size, bold=of.bold)


def space(after: Run) -> Px:
    return after.size * _SPACE // 100


def runs(of: Iterable[Run]) -> Px:
    """A whole line, with a word space between its runs."""
    told = list(of)
    return sum(map(run, told)) + sum(map(space, told[:-1]))


def held(words: str) -> str:
    """Words that stay on one line."""
    return words.replace(" ", _HOLDS)


def wrapped(words: str, size: Px, room: Px, *, bold: bool = False) -> list[str]:
    """Broken into lines that fit, never at a space that holds two words together."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and wide(longer, size, bold=bold) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line.replace(_HOLDS, " ") for line in lines]
