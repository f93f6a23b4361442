"""Names and birth dates in a file, to open records with when that is asked for."""

from labs.exchange import dates
from labs.exchange.cells import Cells
from labs.exchange.entry import Person
from labs.readings import has_short_year
from labs.readings.text import printable
from labs.words import Refused


def person(cells: Cells, zone: str, date_format: str) -> Person | None:
    """None where the row does not tell both, in columns of their own."""
    name = cells.get("name").strip() or " ".join(
        filter(None, (cells.get("first_name").strip(), cells.get("last_name").strip()))
    )
    printable(name, "The name", len(name))
    written = cells.get("born").strip()
    if not name or not written:
        return None
    if has_short_year(written):
        raise Refused("born-short-year", text=written)
    # A day has no zone: some write it as the midnight that it begins with.
    moment, _ = dates.read(written, "", zone, date_format, date_only=True)
    if moment.precision == "month":
        raise Refused("time-unreadable", text=written)
    return Person(name, moment.date)
