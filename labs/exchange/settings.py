"""What a reader is told beside the file itself."""

from collections.abc import Collection
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from datetime import datetime

from labs.analytes import ON
from labs.exchange.mapping import Mapping


@dataclass(frozen=True)
class Settings:
    zone: str  # the clinic's, for clocks without an offset
    now: datetime
    analytes: Collection[str] = ON  # those that the clinic has switched on
    mapping: Mapping = Mapping()
    patient: str = ""  # the number, for a file of one man
    date_format: str = ""
    people: bool = False  # read names and birth dates too, to open records with
    also: Mapped[str, Collection[str]] = field(default_factory=dict)  # by man's number

    @property
    def told_date_format(self) -> str:
        """As somebody said it, for this file or for all of its laboratory; else empty."""
        return self.date_format or self.mapping.date_format
