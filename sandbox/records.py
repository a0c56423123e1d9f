"""The simulators' data: JSON records in one SQLite file, safe if the process dies at any moment."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Record = dict[str, Any]
INDEXED = ("phone", "number", "out_trade_no", "due_at")  # top-level fields by which records can be found


class Records:
    """Records by (kind, key), in the order they were first written.

    A single put is atomic; `with records.changing():` makes several writes one transaction and blocks other threads
    meanwhile.  Committed records survive kill -9.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS record (no INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, "
            "value TEXT NOT NULL, UNIQUE (kind, key))"
        )
        for field in INDEXED:
            self._db.execute(
                f"CREATE INDEX IF NOT EXISTS by_{field} ON record (kind, json_extract(value, '$.{field}'))"
            )

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One exclusive transaction; may be nested.  An exception rolls every write back."""
        with self._lock:
            if self._depth == 0:
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._db.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._db.execute("COMMIT")

    def put(self, kind: str, key: str, value: Record) -> None:
        """Writes the record, or replaces it."""
        with self._lock:
            self._db.execute(
                "INSERT INTO record (kind, key, value) VALUES (?, ?, ?) "
                "ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
                (kind, key, json.dumps(value, ensure_ascii=False)),
            )

    def get(self, kind: str, key: str) -> Record | None:
        """A copy of the record, or None."""
        with self._lock:
            row = self._db.execute("SELECT value FROM record WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return json.loads(row[0]) if row else None

    def all(self, kind: str, *, newest: int | None = None) -> list[Record]:
        """Every record of the kind, oldest first.  newest: return only this many of the newest."""
        query = "SELECT value FROM record WHERE kind = ? ORDER BY no DESC"
        with self._lock:
            rows = self._db.execute(query + (f" LIMIT {int(newest)}" if newest else ""), (kind,)).fetchall()
        return [json.loads(row[0]) for row in reversed(rows)]

    def find(self, kind: str, field: str, value: Any) -> list[Record]:
        """The records of the kind whose `field`, one of INDEXED, equals `value`, oldest first."""
        name = INDEXED[INDEXED.index(field)]
        query = f"SELECT value FROM record WHERE kind = ? AND json_extract(value, '$.{name}') = ? ORDER BY no"  # noqa: S608
        with self._lock:
            rows = self._db.execute(query, (kind, value)).fetchall()
        return [json.loads(row[0]) for row in rows]

    def due(self, kind: str, now: float, *, most: int = 64) -> list[Record]:
        """At most `most` records of the kind whose `due_at` has passed, the earliest first; null is never due."""
        query = (
            "SELECT value FROM record WHERE kind = ? AND json_extract(value, '$.due_at') <= ? "
            "ORDER BY json_extract(value, '$.due_at') LIMIT ?"
        )
        with self._lock:
            rows = self._db.execute(query, (kind, now, most)).fetchall()
        return [json.loads(row[0]) for row in rows]

    def remove(self, kind: str, key: str) -> None:
        """Deletes the record, if there is one."""
        with self._lock:
            self._db.execute("DELETE FROM record WHERE kind = ? AND key = ?", (kind, key))

    def close(self) -> None:
        with self._lock:
            self._db.close()
