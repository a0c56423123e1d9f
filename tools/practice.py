"""The pictures that reviewers practise on: portraits of nobody, each good and with two faults.

    python -m tools.practice            draws them into web/staff/review/practice/drawn/, and lists them in people.js
    python -m tools.practice --check    fails when they are not what these programs drew

They are drawn once, since another processor's rounding gives other pixels: the list says of which programs and which
files it was written.  Each is WebP in an SVG: the site's gateway passes texts only.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from PIL import Image

from chalicelib.photo.pixels.spoil import SPOILS
from drawings import bad_pictures, disguises
from drawings.portrait import Rgb, draw

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "web" / "staff" / "review" / "practice" / "drawn"
LIST = FOLDER / "people.js"
DRAWN_BY = [
    Path(__file__), ROOT / "chalicelib" / "photo" / "pixels" / "spoil.py",
    *(ROOT / "drawings" / f"{name}.py" for name in ("bad_pictures", "canvas", "disguises", "portrait", "wardrobe")),
]  # fmt: skip
HEAD = "// Written by `python -m tools.practice`: draw others there.\n"

WIDTH, HEIGHT = 480, 640  # of a finished portrait
WALL: Final[Rgb] = (100, 197, 255)
QUALITY = 75
START = "data:image/webp;base64,"
Faults = Mapping[str, Callable[["Person"], Image.Image]]


@dataclass(frozen=True)
class Person:
    """look: what is unusual about her and allowed, for whoever rejects her; "" for most; faults: codes of FAULTS."""

    no: int
    skin: Rgb
    hair_rgb: Rgb
    hair: float
    jacket: Rgb
    eye: float
    look: str
    faults: list[str]

    def drawn(self, **changes: Any) -> Image.Image:
        """changes: other arguments for `draw`."""
        own: dict[str, Any] = {
            "seed": self.no, "skin": self.skin, "hair_rgb": self.hair_rgb, "hair": self.hair, "jacket": self.jacket,
            "eye": self.eye, "background": WALL,
        }  # fmt: skip
        image = draw(WIDTH, HEIGHT, **own | changes)
        return disguises.glasses(image) if self.look == "glasses" else image


SKINS: Final[list[Rgb]] = [
    (226, 180, 150), (238, 198, 170), (205, 160, 128), (220, 170, 138), (182, 134, 102), (118, 80, 60), (150, 104, 76),
]  # fmt: skip
DARK: Final = {(118, 80, 60), (150, 104, 76)}
HAIRS: Final[list[Rgb]] = [(44, 32, 26), (26, 20, 18), (70, 46, 32), (34, 28, 26), (78, 52, 34)]
LENGTHS = [0.0, 0.85, 0.4, 0.0, 0.9, 0.6]
JACKETS: Final[list[Rgb]] = [(34, 38, 52), (74, 32, 42), (46, 50, 48), (96, 84, 76), (28, 70, 74), (30, 30, 34)]
GLASSES = {3, 12, 16, 21, 24}
NARROW, BLUE, GREY = {4, 18}, {9}, {15}
COUNT = 28  # four more than a round shows


def _spoilt(code: str) -> Callable[[Person], Image.Image]:
    return lambda person: SPOILS[code](person.drawn())


def _glare(person: Person) -> Image.Image:
    image = person.drawn()
    return disguises.haze(image if person.look == "glasses" else disguises.glasses(image), 0.75)


# A fault of the queue's checks is made as it is made there; the others are drawn.
FAULTS: Final[Faults] = MappingProxyType(
    {
        **{code: _spoilt(code) for code in SPOILS},
        "eyes_closed": lambda person: person.drawn(eye=0.0),
        "mouth_open": lambda person: person.drawn(mouth=0.5),
        "not_frontal": lambda person: person.drawn(yaw=0.75),
        "glasses_glare": _glare,
        "background_shadow": lambda person: person.drawn(background=bad_pictures.shadow_beside(WIDTH, HEIGHT, WALL)),
        "uneven_light": lambda person: bad_pictures.side_lit(person.drawn(), 0.5),
    }
)
NOT_WITH_GLASSES = {"not_frontal", "eyes_closed"}  # they are drawn on a face that looks into the camera


def people() -> Iterator[Person]:
    """Each with the two faults that came least often before."""
    often = Counter[str]()
    for no in range(1, COUNT + 1):
        skin = SKINS[no % len(SKINS)]
        looks = {"glasses": no in GLASSES, "narrow_eyes": no in NARROW, "jacket": no in BLUE, "hair": no in GREY}
        looks["skin"] = skin in DARK
        allowed = [code for code in FAULTS if not (no in GLASSES and code in NOT_WITH_GLASSES)]
        faults = sorted(allowed, key=often.__getitem__)[:2]
        often.update(faults)
        yield Person(
            no=no,
            skin=skin,
            hair_rgb=(132, 130, 128) if no in GREY else HAIRS[no % len(HAIRS)],
            hair=LENGTHS[no % len(LENGTHS)],
            jacket=(60, 120, 165) if no in BLUE else JACKETS[(no * 5 + no // 6) % len(JACKETS)],
            eye=0.55 if no in NARROW else 1.0,
            look=next((look for look, is_hers in looks.items() if is_hers), ""),
            faults=faults,
        )


def pictures() -> Iterator[tuple[str, Image.Image]]:
    """(name, picture), each 480 × 640: 07 as it should be, 07-blurred with that fault."""
    for person in people():
        yield f"{person.no:02}", person.drawn()
        for code in person.faults:
            yield f"{person.no:02}-{code}", FAULTS[code](person)


def packed(picture: Image.Image) -> str:
    """The picture as an SVG."""
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=6)
    data = base64.b64encode(file.getvalue()).decode()
    size = f'width="{WIDTH}" height="{HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="{START}{data}"/></svg>\n'


def unpacked(name: str) -> Image.Image:
    """The picture of that name as it is shipped."""
    data = (FOLDER / f"{name}.svg").read_text().partition(START)[2].partition('"')[0]
    return Image.open(io.BytesIO(base64.b64decode(data)))


def _listed() -> str:
    rows = [f"  {json.dumps([f'{one.no:02}', one.look, one.faults])}," for one in people()]
    return "".join(
        (
            HEAD,
            f"// programs {_digest(DRAWN_BY)}\n// pictures {_digest(sorted(FOLDER.glob('*.svg')))}\n",
            "/** name: of her picture without a fault; look: what is unusual and allowed; faults: of her other ones\n",
            " * @type {[name: string, look: string, faults: string[]][]} */\n",
            "export const PEOPLE = [\n",
            "\n".join(rows).replace('"', "'"),
            "\n];\n",
        )
    )


def _digest(paths: list[Path]) -> str:
    said = hashlib.sha256()
    for path in paths:
        data = path.read_bytes()
        said.update(f"{path.name} {len(data)}\n".encode() + data)
    return said.hexdigest()[:16]


def write() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    for name, picture in pictures():
        (FOLDER / f"{name}.svg").write_text(packed(picture))
    LIST.write_text(_listed())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.practice", description="Draws what reviewers practise on.")
    parser.add_argument("--check", action="store_true", help="fail when the pictures or their list are stale")
    if not parser.parse_args().check:
        write()
    elif not LIST.is_file() or LIST.read_text() != _listed():
        sys.exit("The pictures to practise on are stale: run `python -m tools.practice`.")


if __name__ == "__main__":
    main()
