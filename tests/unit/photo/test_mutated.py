"""Damaged files: whatever somebody sends is answered with a report, in bounded time and memory."""

from __future__ import annotations

import functools
import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Spec
from chalicelib.photo.spec import spec_for
from drawings.faulty_portraits import huge_png
from tests.worlds.pictures import ROOT, drawn, encoded
from tools.bench.peak import peak_mib

SAMPLE, ALL = 25, 10_000
MOST_SECONDS = 2.0  # of processor time, its own and that of a process that unpacks HEIC
MOST_MIB = 350  # of a process that judges all of them, libraries and networks included; measured: 250
FORMATS: tuple[tuple[str, dict[str, int]], ...] = (
    ("JPEG", {"quality": 85}),
    ("JPEG", {"quality": 85, "progressive": True}),
    ("PNG", {}),
    ("WEBP", {}),
    ("HEIF", {"quality": 50, "tile_size": 128}),
)


@functools.cache
def whole() -> tuple[bytes, ...]:
    image = drawn(width=480, height=640)
    return tuple(encoded(image, kind, **options) for kind, options in FORMATS)


def mutated(number: int) -> bytes:
    """The same damage for the same number."""
    dice = np.random.default_rng(number)
    data = bytearray(whole()[number % len(FORMATS)])
    return KINDS[number // len(FORMATS) % len(KINDS)](data, dice)


def flipped(data: bytearray, dice: np.random.Generator) -> bytes:
    for at in dice.integers(0, len(data), int(dice.integers(1, 30))):
        data[at] ^= 1 << int(dice.integers(0, 8))
    return bytes(data)


def cut(data: bytearray, dice: np.random.Generator) -> bytes:
    return bytes(data[: int(dice.integers(0, len(data)))]) + (b"\xff\xd9" if dice.random() < 0.5 else b"")


def lying(data: bytearray, dice: np.random.Generator) -> bytes:
    """The head, where sizes and lengths stand, says something else."""
    for at in dice.integers(2, min(700, len(data)), 4):
        data[at] = int(dice.choice([0, 1, 0x7F, 0x80, 0xFF]))
    return bytes(data)


def swapped(data: bytearray, dice: np.random.Generator) -> bytes:
    one, other, size = (int(value) for value in dice.integers(0, len(data) // 2, 3))
    part = bytes(data[one : one + size])
    data[other : other + size] = part
    return bytes(data)


def enormous(data: bytearray, dice: np.random.Generator) -> bytes:
    """A JPEG or PNG that claims any size up to its format's largest."""
    at = data.find(b"\xff\xc0")
    if at > 0:
        data[at + 5 : at + 9] = struct.pack(">HH", *(int(value) for value in dice.integers(0, 65536, 2)))
        return bytes(data)
    width, height = (int(value) for value in 2 ** dice.uniform(0, 31, 2))
    return huge_png(width, height)


KINDS = (flipped, cut, lying, swapped, enormous)


def spent() -> float:
    return sum(os.times()[:4])


def judged_safely(engine: Engine, spec: Spec, number: int) -> None:
    begun = spent()
    report = engine.judge(mutated(number), spec).report
    assert spent() - begun < MOST_SECONDS, f"mutation {number} took too long"
    if report.verdict != "PASSED":
        assert any(one.severity == "fail" for one in report.findings), number


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", range(len(KINDS)), ids=lambda kind: KINDS[kind].__name__)
def test_a_sample_is_answered(engine: Engine, spec: Spec, kind: int) -> None:
    for number in range(SAMPLE):
        if number // len(FORMATS) % len(KINDS) == kind:
            judged_safely(engine, spec, number)
            judged_safely(engine, spec, number + len(FORMATS) * len(KINDS))


@pytest.mark.slow
def test_memory_stays_bounded_over_all(models_dir: Path) -> None:
    """In a process of its own: what other tests held is not counted."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.unit.photo.test_mutated", str(models_dir)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    print(f"{ALL} mutated files: {done.stdout.strip()} MiB at most")
    assert float(done.stdout) < MOST_MIB


def judge_all(models_dir: Path) -> float:
    """MiB this process held at most."""
    engine, spec = Engine(models_dir), spec_for("chsi")
    for number in range(ALL):
        judged_safely(engine, spec, number)
    return peak_mib()


if __name__ == "__main__":
    print(judge_all(Path(sys.argv[1])))
