"""Runs inside the emulator's own environment: a text of the DynamoDB API that comes again and again is read once.

The emulator parses a condition anew for every item it is asked of, and a sort key's condition for every item of its
partition.  What both functions answer depends on the text alone.  A transaction of an order costs a fifth less, its
query a third.
"""

from __future__ import annotations

from functools import lru_cache

import ministack.services.dynamodb as emulator

TEXTS = 4096  # the product has some forty; a test may make up more

_tokens = lru_cache(TEXTS)(emulator._tokenize)


def tokenize(text: str) -> list[tuple[str, str]]:
    """A list of the caller's own."""
    return list(_tokens(text))


def install() -> None:
    """Every expression from now on."""
    emulator._tokenize = tokenize
    emulator._condition_syntax_error = lru_cache(TEXTS)(emulator._condition_syntax_error)
