"""Pictures as the recipe has them, and a folder with a recipe of one drawn portrait."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.worlds.pictures import drawn, encoded
from tools.pictures.recipe import LABELS, Picture, Source

FREE = {
    "skin": "dark", "age": "young", "sex": "female", "eyes": "open", "glasses": "none", "cover": "none",
    "occlusion": "none", "beard": "no", "mouth": "closed", "wall": "plain", "kind": "id", "made": "photo",
    "upright": "yes",
}  # fmt: skip


def picture(data: bytes = b"", /, who: str = "0" * 8, **labels: str) -> Picture:
    source = Source("faces", "someone/faces", "0" * 40, "")
    return Picture(source, "0" * 40, hashlib.sha256(data).hexdigest(), "jpg", 200, who, FREE | labels)


class World:
    """A cache with one portrait, a recipe that names it, and the place of a table that is not there yet."""

    def __init__(self, folder: Path) -> None:
        data = encoded(drawn(), "JPEG", quality=92)
        self.folder, self.table, self.portrait = folder, folder / "measures.csv", picture(data)
        self.put(data)
        row = ["faces", "0" * 40, self.portrait.sha256, "jpg", "200", "0" * 8, *(FREE[label] for label in LABELS)]
        heads = ",".join(["source,blob,sha256,suffix,face,who", *LABELS])
        (folder / "real.csv").write_text("\n".join([heads, ",".join(row), ""]))
        (folder / "sources.csv").write_text(
            f"source,repository,commit,licence\nfaces,someone/faces,{'0' * 40},\n",
        )

    @property
    def path(self) -> Path:
        return self.folder / self.portrait.name

    def put(self, data: bytes) -> Picture:
        """A picture more in the cache."""
        found = picture(data)
        (self.folder / found.name).write_bytes(data)
        return found

    def arguments(self) -> list[str]:
        return [
            f"--table={self.table}",
            f"--pictures={self.folder}",
            f"--recipe={self.folder / 'real.csv'}",
            f"--sources={self.folder / 'sources.csv'}",
        ]
