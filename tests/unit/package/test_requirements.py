"""Four lists of packages, one set of pins."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[3]


def pins(path: str) -> dict[str, str]:
    found = {}
    for line in (ROOT / path).read_text().splitlines():
        if line and not line.startswith("#"):
            one = Requirement(line)
            (pin,) = one.specifier
            assert pin.operator == "=="
            found[one.name.lower()] = pin.version
    return found


ALL = pins("requirements.txt")
LAYER = pins("layers/opencv/requirements.txt")
CORE = pins(".chalice/requirements-core.txt")
PHOTO = pins(".chalice/requirements-photo.txt")
PRINT = pins("layers/print/requirements.txt")


@pytest.mark.parametrize("shipped", [LAYER, CORE, PHOTO, PRINT], ids=["layer", "core", "photo", "print"])
def test_a_list_ships_the_pins_of_requirements_txt(shipped: dict[str, str]) -> None:
    assert {name: (pin, ALL[name]) for name, pin in shipped.items() if ALL.get(name, pin) != pin} == {}


def test_everything_pinned_is_shipped_but_chalice_which_adds_its_own_runtime() -> None:
    assert set(ALL) - set(LAYER) - set(CORE) - set(PHOTO) - set(PRINT) == {"chalice"}


def test_nothing_is_shipped_twice_to_one_function() -> None:
    assert set(PHOTO) & set(LAYER) == set(CORE) & set(PRINT) == set()


def test_two_code_packages_never_disagree() -> None:
    assert {name: pin for name, pin in PHOTO.items() if CORE.get(name, pin) != pin} == {}


def test_pixels_stay_out_of_the_light_steps() -> None:
    assert set(CORE) & {"numpy", "opencv-python-headless", "zxing-cpp", "pyzbar"} == set()
