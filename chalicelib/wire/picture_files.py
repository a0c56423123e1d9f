"""What is made of picture files besides a verdict; each loads what it needs at its first call."""

from __future__ import annotations


def small_avatar(data: bytes) -> bytes:
    from chalicelib.photo.avatar import avatar

    return avatar(data)


def spoil(jpeg: bytes, fault: str) -> bytes:
    from chalicelib.photo.pixels.spoil import spoil

    return spoil(jpeg, fault)


def bare_file(data: bytes) -> bytes | None:
    from chalicelib.photo.reading.bare import bare_file

    return bare_file(data)
