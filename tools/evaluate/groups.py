"""How often the engine is wrong about people, by group: free faces that it fails, faults that it tells or misses."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tools.evaluate.judging import Judgement
from tools.pictures.recipe import Picture

PERSONAL = ("eyes_closed", "eyes_not_visible", "face_occluded", "sunglasses", "head_covered")
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


def is_free(picture: Picture) -> bool:
    """Nothing that a person-related check could rightly mind: open eyes, a bare head, nothing before the face."""
    said = picture.labels
    return (
        (said["eyes"], said["cover"], said["occlusion"], said["upright"]) == ("open", "none", "none", "yes")
        and said["glasses"] != "tinted"
        and said["made"] in {"photo", "grey"}
    )


FAULTS: dict[str, tuple[Callable[[dict[str, str]], bool], frozenset[str]]] = {
    "mask": (lambda said: said["occlusion"] == "mask" and said["made"] == "photo", frozenset({"face_occluded"})),
    "mask put in by a program": (lambda said: said["made"] == "composed", frozenset({"face_occluded"})),
    "hand or object": (lambda said: said["occlusion"] in {"hand", "object"}, frozenset({"face_occluded"})),
    "head cover": (lambda said: said["cover"] != "none", frozenset({"head_covered"})),
    "tinted glasses": (lambda said: said["glasses"] == "tinted", frozenset({"sunglasses", "eyes_not_visible"})),
    "closed eyes": (lambda said: said["eyes"] == "closed", frozenset({"eyes_closed", "eyes_not_visible"})),
}  # fmt: skip


def rates(seen: Seen) -> Iterator[Rate]:
    """Every line of the report."""
    free = [(picture, found) for picture, found in seen if is_free(picture)]
    yield _fails("free faces, any of the five", free, PERSONAL)
    for code in PERSONAL:
        yield _fails(f"  {code}", free, (code,))
    for code in PERSONAL:
        warned = sum(found.findings.get(code) == "warn" for _, found in free)
        yield Rate(f"  {code}, warned", warned, len(free))
    for label in GROUPED:
        for value in sorted({picture.labels[label] for picture, _ in free}):
            group = [(picture, found) for picture, found in free if picture.labels[label] == value]
            yield _fails(f"{label} {value}", group, PERSONAL)
    for name, (has, codes) in FAULTS.items():
        faulty = [found for picture, found in seen if has(picture.labels)]
        yield Rate(f"told: {name}", sum(not codes.isdisjoint(found.findings) for found in faulty), len(faulty))
        yield Rate(f"failed: {name}", sum(not codes.isdisjoint(found.fails) for found in faulty), len(faulty))
    clean = [found for picture, found in free if picture.labels["kind"] == "id" or _is_studio(picture)]
    yield Rate("clean on a plain wall, passed", sum(found.verdict == "PASSED" for found in clean), len(clean))
    yield Rate("clean on a plain wall, but its cut", sum(found.fails <= CUT for found in clean), len(clean))


def _is_studio(picture: Picture) -> bool:
    return (picture.labels["kind"], picture.labels["wall"]) == ("studio", "plain")


def _fails(name: str, group: Seen, codes: tuple[str, ...]) -> Rate:
    return Rate(name, sum(not found.fails.isdisjoint(codes) for _, found in group), len(group))
