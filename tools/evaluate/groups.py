"""How often limits are wrong about people, by group: free faces that they fail, faults that they tell or miss."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from tools.evaluate.judging import Judgement
from tools.evaluate.truth import PERSONAL, TRUTHS, is_clean, is_free
from tools.pictures.recipe import Picture

GROUPED = ("skin", "age", "sex", "glasses", "beard", "mouth", "kind", "made")
# How a picture's authors cut it and before which wall: no matter of its light or its person.
CUT = {"low_resolution", "background_colour", "crown_margin", "head_too_large", "head_too_small", "shoulders_cut"}
CUT |= {"off_centre", "eye_line"}
SURE = 1.96  # standard deviations: 95 %, of both sides

Seen = list[tuple[Picture, Judgement]]


@dataclass(frozen=True)
class Rate:
    """So many of n, and the bounds between which the true share lies in 95 of 100 such sets (Wilson)."""

    name: str
    count: int
    n: int

    @property
    def bounds(self) -> tuple[float, float]:
        if not self.n:
            return 0.0, 1.0
        share, spread = self.count / self.n, SURE**2 / self.n
        middle = share + spread / 2
        margin = math.sqrt(share * (1 - share) * spread + spread**2 / 4)
        return (middle - margin) / (1 + spread), (middle + margin) / (1 + spread)

    def __str__(self) -> str:
        share = f"{self.count / self.n:6.1%}" if self.n else "     –"
        low, high = self.bounds
        return f"{self.name:34} {self.count:4} of {self.n:4} {share}  {low:6.1%} – {high:6.1%}"


FAULTS: dict[str, tuple[Callable[[dict[str, str]], bool], frozenset[str]]] = {
    "mask": (lambda said: said["occlusion"] == "mask" and said["made"] == "photo", frozenset({"face_occluded"})),
    "mask put in by a program": (lambda said: said["made"] == "composed", frozenset({"face_occluded"})),
    "hand or object": (lambda said: said["occlusion"] in {"hand", "object"}, frozenset({"face_occluded"})),
    "head cover": (lambda said: said["cover"] != "none", frozenset({"head_covered"})),
    "tinted glasses": (lambda said: said["glasses"] == "tinted", frozenset({"sunglasses", "eyes_not_visible"})),
    "closed eyes": (lambda said: said["eyes"] == "closed", frozenset({"eyes_closed", "eyes_not_visible"})),
    "open mouth": (lambda said: said["mouth"] == "open", frozenset({"mouth_open"})),
}  # fmt: skip


def rates(seen: Seen) -> Iterator[Rate]:
    """Every line of the report but those by code and group."""
    free = [(picture, found) for picture, found in seen if is_free(picture)]
    yield _fails("free faces, any of the five", free, PERSONAL)
    for code in PERSONAL:
        yield _fails(f"  {code}", free, (code,))
    for code in PERSONAL:
        yield _warned(f"  {code}, warned", free, code)
    for label, group in _groups(free):
        yield _fails(label, group, PERSONAL)
    for name, (has, codes) in FAULTS.items():
        faulty = [found for picture, found in seen if has(picture.labels)]
        yield Rate(f"told: {name}", sum(not codes.isdisjoint(found.findings) for found in faulty), len(faulty))
        yield Rate(f"failed: {name}", sum(not codes.isdisjoint(found.fails) for found in faulty), len(faulty))
    clean = [(picture, found) for picture, found in free if is_clean(picture)]
    passed = sum(found.verdict == "PASSED" for _, found in clean)
    yield Rate("clean on a plain wall, passed", passed, len(clean))
    yield Rate("clean on a plain wall, but its cut", sum(found.fails <= CUT for _, found in clean), len(clean))
    for code in sorted({code for _, found in clean for code in found.findings} - CUT):
        yield _fails(f"  {code}, failed", clean, (code,))
        yield _warned(f"  {code}, warned", clean, code)


def confusions(seen: Seen) -> Iterator[Rate]:
    """Of each person-related code: the pictures in which it would be wrong, and those in which it is right."""
    for code, truth in TRUTHS.items():
        clean = [(picture, found) for picture, found in seen if truth.of(picture) is False]
        faulty = [(picture, found) for picture, found in seen if truth.of(picture)]
        yield _fails(f"{code}, wrongly failed", clean, (code,))
        yield _warned(f"{code}, wrongly warned", clean, code)
        if faulty:
            yield _fails(f"{code}, rightly failed", faulty, (code,))
            yield _warned(f"{code}, rightly warned", faulty, code)


def false_fails(seen: Seen) -> Iterator[Rate]:
    """Each person-related code in each group of clean pictures, where it fails any."""
    for code, truth in TRUTHS.items():
        clean = [(picture, found) for picture, found in seen if truth.of(picture) is False]
        for label, group in _groups(clean):
            rate = _fails(f"{code}, {label}", group, (code,))
            if rate.count:
                yield rate


def _groups(seen: Seen) -> Iterator[tuple[str, Seen]]:
    """By label and value, and by the repository that the pictures are from."""
    for label in (*GROUPED, "source"):
        by_value: dict[str, Seen] = {}
        for picture, found in seen:
            value = picture.source.source if label == "source" else picture.labels[label]
            by_value.setdefault(value, []).append((picture, found))
        yield from ((f"{label} {value}", by_value[value]) for value in sorted(by_value))


def _fails(name: str, group: Seen, codes: Collection[str]) -> Rate:
    return Rate(name, sum(not found.fails.isdisjoint(codes) for _, found in group), len(group))


def _warned(name: str, group: Seen, code: str) -> Rate:
    return Rate(name, sum(found.findings.get(code) == "warn" for _, found in group), len(group))
