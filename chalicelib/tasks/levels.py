"""Education levels (学历层次): their labels, and other words for them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from chalicelib.tasks.spelling import fold


class Level(StrEnum):
    """Education level (学历层次)."""

    DOCTOR = "DOCTOR"
    MASTER = "MASTER"
    SECOND_BACHELOR = "SECOND_BACHELOR"
    BACHELOR = "BACHELOR"
    TOP_UP = "TOP_UP"
    JUNIOR = "JUNIOR"

    @property
    def label(self) -> str:
        """As pages and CHSI show it."""
        return LEVEL_LABELS[self]


LEVEL_LABELS: Final[Mapping[Level, str]] = {
    Level.DOCTOR: "博士研究生",
    Level.MASTER: "硕士研究生",
    Level.SECOND_BACHELOR: "第二学士学位",
    Level.BACHELOR: "本科",
    Level.TOP_UP: "专科起点本科",
    Level.JUNIOR: "专科",
}
OTHER_LEVEL_WORDS: Final[Mapping[str, Level]] = {
    "博士": Level.DOCTOR,
    "硕士": Level.MASTER,
    "第二学士": Level.SECOND_BACHELOR,
    "二学位": Level.SECOND_BACHELOR,
    "大学本科": Level.BACHELOR,
    "高中起点本科": Level.BACHELOR,
    "高起本": Level.BACHELOR,
    "专升本": Level.TOP_UP,
    "高职": Level.JUNIOR,
    "大专": Level.JUNIOR,
    "专科(高职)": Level.JUNIOR,
    "高职(专科)": Level.JUNIOR,
    "高起专": Level.JUNIOR,
}

_LEVELS = {fold(word): level for level, word in LEVEL_LABELS.items()} | {
    fold(word): level for word, level in OTHER_LEVEL_WORDS.items()
}


def level_of(words: str) -> Level | None:
    """The level a wording of CHSI or a school names, or None if the wording is unknown."""
    return _LEVELS.get(fold(words))
