"""One row by our fields, and which of them was looked at last: it is to blame."""

from collections.abc import Mapping

from labs.exchange.guard import freed
from labs.exchange.layout import Layout
from labs.words import Refused


class Cells:
    def __init__(
        self,
        layout: Layout,
        cells: list[str],
        beside: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        """`beside`: heading and text of what this result has in columns of its own."""
        self._layout = layout
        self._cells = cells
        self._beside = beside or {}
        self.at = ""

    def get(self, field: str) -> str:
        """As it stands in a file of ours; elsewhere without blanks around it."""
        self.at = field
        if field in self._beside:
            return self._beside[field][1]
        columns = self._layout.fields.get(field, ())
        if not columns:
            return ""
        if self._layout.ours:
            return freed(self._raw(columns[0]))
        if len(columns) == 1:
            return freed(self._raw(columns[0]).strip())
        said = [cell for cell in self._all(field) if cell]
        if len(set(said)) > 1:
            headings = ", ".join(
                self._layout.header[at] for at in self._layout.fields[field]
            )
            raise Refused("columns-disagree", headings=headings, field=field)
        return said[0] if said else ""

    @property
    def ours(self) -> bool:
        return self._layout.ours

    def has(self, field: str) -> bool:
        return field in self._beside or field in self._layout.fields

    @property
    def heading(self) -> str:
        """Of the column to blame, as the file has it."""
        if self.at in self._beside:
            return self._beside[self.at][0]
        return self._layout.heading(self.at)

    def by_field(self) -> dict[str, str]:
        """All that was understood of the row, to keep it aside."""
        fields = {*self._layout.fields, *self._beside}
        return {field: text for field in sorted(fields) if (text := self.said(field))}

    def said(self, field: str) -> str:
        """What stands there, for a report: nothing is blamed, nothing refused."""
        if field in self._beside:
            return self._beside[field][1]
        if len(self._layout.fields.get(field, ())) == 1:
            return freed(self._raw(self._layout.fields[field][0]).strip())
        return " / ".join(dict.fromkeys(filter(None, self._all(field))))

    def _all(self, field: str) -> list[str]:
        return [freed(self._raw(at).strip()) for at in self._layout.fields.get(field, ())]

    def _raw(self, at: int) -> str:
        return self._cells[at] if at < len(self._cells) else ""
