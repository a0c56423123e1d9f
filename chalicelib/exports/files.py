"""The parts of an export in storage, and the file that is made of them: one part at a time is in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from chalicelib.exports.model import NAMES, Export, Page, Row
from chalicelib.shared.sheets import write_csv, write_xlsx
from chalicelib.storage import keys
from chalicelib.storage.objects import Objects

MOST_PART = 8_000_000  # bytes; a part has 1,000 rows
TYPES = {"CSV": "text/csv", "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_PAGE = msgspec.json.Decoder(Page)  # at import: a first use by two threads at once crashes


@dataclass(frozen=True)
class ExportFiles:
    objects: Objects

    def keep(self, export: Export, page: Page) -> Page:
        """Store the export's next part, unless an earlier run did: then that one counts, so that the parts follow each
        other whatever became of the rows meanwhile."""
        key = export.part_key(export.parts)
        if self.objects.put(key, msgspec.json.encode(page), "application/json"):
            return page
        return _PAGE.decode(self.objects.get(key, MOST_PART).data)

    def finish(self, export: Export, head: Row) -> tuple[int, int]:
        """Write the table of all parts; returns (rows, bytes).  The same parts give the same file."""
        counted = 0

        def rows() -> Iterator[Row]:
            nonlocal counted
            yield head
            for row in self._rows(export):
                counted += 1
                yield row

        with tempfile.TemporaryFile() as file:
            if export.file == "CSV":
                write_csv(file, rows())
            else:
                write_xlsx(file, rows(), NAMES[export.kind])
            size = file.tell()
            self.objects.put_file(export.key, file, TYPES[export.file])
        return counted, size

    def _rows(self, export: Export) -> Iterator[Row]:
        seen: set[str] = set()
        for number in range(export.parts):
            for about, row in _PAGE.decode(self.objects.get(export.part_key(number), MOST_PART).data).rows:
                if about not in seen:
                    seen.add(about)
                    yield row

    def drop_parts(self, export: Export) -> None:
        self.objects.delete_all(keys.exported_parts(export.export_id))
