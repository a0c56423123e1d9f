"""Memory that glibc would give back after each judgement, and fetch again page by page for the next."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Final

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # malloc.h: M_TRIM_THRESHOLD, M_MMAP_THRESHOLD
SINGLE: Final = 32 * 1024 * 1024  # bytes, the most that glibc allows; the networks' largest map has 25 million
KEPT: Final = 2 * SINGLE  # as glibc keeps by itself once it has met such a block; measured: no page is fetched again


def keep_freed_memory() -> None:
    """For the whole process: blocks up to SINGLE are cut from memory of which KEPT bytes stay when they are free.

    Left to itself glibc keeps twice the largest block it has seen, which a picture of 12 megapixels makes too little:
    10,700 pages anew for each, a tenth of the processor's time.  No other C library has this, nor needs it.
    """
    with suppress(AttributeError, OSError):
        libc = ctypes.CDLL(None)
        libc.mallopt(MMAP_THRESHOLD, SINGLE)
        libc.mallopt(TRIM_THRESHOLD, KEPT)
