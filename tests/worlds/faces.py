"""A count of the stored faces, from its beginning to its end."""

from __future__ import annotations

from chalicelib.privacy.faces import Count
from chalicelib.wire import wire


def begin_count() -> None:
    """A new count is under way, whatever another test left; nothing of it is done yet."""
    store = wire().stores.faces
    wire().privacy.face_count.run(lambda: 300.0)
    count = store.now()
    assert count is not None
    store.go_on(Count(began=wire().clock(), rev=count.rev))


def count_faces() -> None:
    begin_count()
    assert wire().privacy.face_count.run(lambda: 300.0)
