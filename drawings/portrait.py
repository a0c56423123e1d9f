"""Draws a portrait of nobody: a sample photo for tests and demonstrations, made of numbers only.

The face is a relief under a lamp, the rest are soft shapes.  At the defaults it passes every check of the photo
engine; each parameter moves one thing that a check looks at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .canvas import Canvas, Grey, Shape, bump, curve, mirrored
from .wardrobe import draw_clothes

Rgb = tuple[int, int, int]
Points = list[tuple[float, float]]

LAMP = (np.array([-0.25, -0.35, 1.0]) / np.linalg.norm([-0.25, -0.35, 1.0])).astype(np.float32)
FACE_UNIT = 0.225  # of the picture's width, at scale 1
EYES_AT = 0.405  # of the picture's height
MOUTH = 0.96  # the lips' height in face units


@dataclass(frozen=True)
class Look:
    """eye 1 open … 0 shut; mouth 0 shut … 1 wide; yaw -1 … 1 (about ±30°); hair 0 short … 1 long."""

    eye: float
    mouth: float
    yaw: float
    hair: float
    skin: Rgb
    hair_rgb: Rgb
    iris: Rgb

    @property
    def shade(self) -> NDArray[np.float64]:
        """Skin in the shade."""
        return np.asarray(self.skin) * (0.62, 0.5, 0.45)

    def turned(self, depth: float) -> Callable[[Shape], Points]:
        """Moves points sideways with the yaw: the nearer to the camera (depth), the further."""

        def turn(shape: Shape) -> Points:
            narrow = 1 - 0.10 * abs(self.yaw)
            return [(u * narrow + self.yaw * depth * np.sqrt(max(0, 1 - (u / 1.25) ** 2)), v) for u, v in shape]

        return turn


def draw(
    width: int = 600,
    height: int = 800,
    *,
    seed: int = 1,
    eye: float = 1.0,
    mouth: float = 0.0,
    yaw: float = 0.0,
    roll: float = 0.0,
    scale: float = 1.0,
    dx: float = 0.0,
    dy: float = 0.0,
    hair: float = 0.0,
    skin: Rgb = (226, 180, 150),
    hair_rgb: Rgb = (44, 32, 26),
    iris: Rgb = (82, 56, 36),
    jacket: Rgb = (34, 38, 52),
    background: Rgb | NDArray[np.float32] = (100, 197, 255),
) -> Image.Image:
    """A width × height portrait.  The same arguments give the same pixels.

    roll: degrees clockwise; scale: of the person; dx, dy: shift in shares of width and height;
    background: one colour, or height × width × 3 colours; see Look for the rest.
    """
    canvas = Canvas(
        width,
        height,
        x=width * (0.5 + dx),
        y=height * (EYES_AT + dy),
        unit=FACE_UNIT * scale * width,
        roll=roll,
        seed=seed,
    )
    look = Look(eye, mouth, yaw, hair, skin, hair_rgb, iris)
    canvas.fill(background)
    _hair_behind(canvas, look)
    draw_clothes(canvas, skin, jacket, LAMP)
    _ears(canvas, look)
    face = _face(canvas, look)
    for side in (-1, 1):
        _eye(canvas, look, side)
        _brow(canvas, look, side)
    _nose(canvas, look)
    _mouth(canvas, look)
    _hair_in_front(canvas, look, face)
    return canvas.image()


def _strands(canvas: Canvas, look: Look, mask: Grey) -> None:
    """Hair: strands fanning out from the crown above the ears, hanging straight below."""
    canvas, mask = canvas.part(mask)
    u, v = canvas.u, canvas.v
    where = np.where(v < 0.2, np.arctan2(u, 0.55 - v), np.arctan2(u, 0.35)) * 900
    strands = np.interp(where + 4000 + 6 * canvas.noise(90, 90), np.arange(8000), canvas.threads(8000))
    waves = strands * 0.5 + canvas.noise(40, 40) * 0.35
    shine = 0.45 * bump(u - LAMP[0] * 1.3, v + 1.22 + 0.12 * u * u, 0.75, 0.16)
    light = np.clip(0.95 + 0.16 * waves + shine - 0.12 * np.clip(v, 0, 2), 0.5, 1.5)
    canvas.paint(np.asarray(look.hair_rgb, np.float32) * light[..., None] + 6, mask)


def _hair_behind(canvas: Canvas, look: Look) -> None:
    hair, end = look.hair, 0.25 + 2.3 * look.hair
    half = [(0.0, -1.58), (0.58, -1.46), (0.98, -1.05), (1.09, -0.45), (1.07 + 0.06 * hair, 0.05)]
    half += [(1.05 + 0.22 * hair, end * 0.72), (0.98 + 0.2 * hair, end), (0.6, end + 0.06)]
    shape = [(u - 0.06 * look.yaw, v) for u, v in mirrored(half)]
    _strands(canvas, look, canvas.area(curve(shape), soft=0.015))


def _hair_in_front(canvas: Canvas, look: Look, face: Grey) -> None:
    half = [(0.58, -1.47), (0.98, -1.06), (1.095, -0.45), (1.06, 0.0), (1.0, 0.10), (0.965, -0.3), (0.86, -0.70)]
    half += [(0.66, -0.70), (0.58, -0.60), (0.48, -0.78), (0.36, -0.62), (0.26, -0.80)]  # a smooth edge is a hat's
    locks = [(0.14, -0.62), (0.02, -0.82), (-0.1, -0.6), (-0.22, -0.8), (-0.36, -0.6)]
    outline = [(0.0, -1.59), *half, *locks, *((-u, v) for u, v in reversed(half))]
    shape = [(u - 0.06 * look.yaw + (0.10 * look.yaw if abs(u) < 0.99 else 0), v) for u, v in outline]
    fringe = canvas.area(curve(shape), soft=0.014)
    below = canvas.area(curve([(u, v + 0.06) for u, v in shape]), soft=0.05)
    canvas.paint(look.shade * 0.8, face * np.clip(below - fringe, 0, 1), 0.45)
    _strands(canvas, look, fringe)


def _ears(canvas: Canvas, look: Look) -> None:
    turn = look.turned(-0.12)
    rim = [(0.97, -0.12), (1.1, -0.2), (1.15, -0.02), (1.1, 0.25), (1.02, 0.42), (0.95, 0.4)]
    fold = [(1.03, -0.08), (1.08, 0.0), (1.04, 0.22)]
    for side in (-1, 1):
        ear = turn(curve([(side * u, v) for u, v in rim]))
        canvas.paint(np.asarray(look.skin) * (0.93, 0.86, 0.84), canvas.area(ear, soft=0.012))
        line = turn(curve([(side * u, v) for u, v in fold], closed=False))
        canvas.paint(look.shade, canvas.stroke(line, 0.03, soft=0.02), 0.6)


def _face(canvas: Canvas, look: Look) -> Grey:
    """Skin over a relief; gives the mask of the face."""
    drop = 0.16 * look.mouth
    half = [(0.0, -1.4), (0.55, -1.28), (0.9, -0.82), (1.0, -0.2), (0.97, 0.3), (0.87, 0.78 + drop * 0.4)]
    half += [(0.66, 1.16 + drop * 0.9), (0.36, 1.4 + drop), (0.0, 1.47 + drop)]
    outline = [*half, *((-u, v) for u, v in reversed(half[1:-1]))]
    lean = 0.06 * look.yaw
    face = canvas.area(curve([(u + lean * (1 - (u / 1.3) ** 2), v) for u, v in outline]), soft=0.012)
    if face.any():
        seen, skin = canvas.part(face, margin=1)  # a slope is seen from both sides
        seen.paint(_skin(seen, look, _relief(seen, look, drop)), skin)
    inner = canvas.area(look.turned(0.05)(curve(outline)), soft=0.12)
    canvas.paint(look.shade * 0.7, face * np.clip(1 - inner * 1.5, 0, 1), 0.30)
    return face


def _relief(canvas: Canvas, look: Look, drop: float) -> Grey:
    """How far the face stands out, in face units: skull, nose, sockets, cheeks, lips, chin."""
    u, v = canvas.u, canvas.v
    on_face = u - look.yaw * 0.42 * np.sqrt(np.clip(1 - (u / 1.25) ** 2, 0.05, 1))
    on_nose, aside = u - look.yaw * 0.62, np.abs(on_face)
    lips = 0.97 + drop * 0.5
    skull = 0.95 * np.sqrt(np.clip(1 - ((u - 0.1 * look.yaw) / 1.12) ** 2 - ((v - 0.02) / 1.72) ** 2, 0.03, 1))
    bridge = bump(on_nose, 0, 0.15, 1) * np.clip((v + 0.30) / 0.85, 0, 1) ** 1.6
    nose = 0.17 * bridge / (1 + np.exp(np.clip((v - 0.6) / 0.035, -40, 40)))
    nose = nose + 0.12 * bump(on_nose, v - 0.56, 0.17, 0.14)
    nose = nose + 0.07 * bump(np.abs(on_nose) - 0.17, v - 0.60, 0.085, 0.09)
    sockets = 0.05 * bump(aside - 0.42, v + 0.25, 0.4, 0.1) - 0.11 * bump(aside - 0.44, v + 0.02, 0.27, 0.15)
    cheeks = 0.07 * bump(aside - 0.55, v - 0.4, 0.27, 0.28)
    mouth = 0.07 * bump(on_face, v - lips, 0.36, 0.24) - 0.025 * bump(on_face, v - 0.8, 0.05, 0.08)
    mouth = mouth + 0.035 * bump(on_face, v - lips - 0.09 - drop * 0.5, 0.26, 0.06)
    mouth = mouth + 0.02 * bump(on_face, v - lips + 0.06 + drop * 0.4, 0.24, 0.05)
    chin = 0.07 * bump(on_face, v - 1.32 - drop, 0.25, 0.13) - 0.035 * bump(on_face, v - 1.14 - drop, 0.3, 0.06)
    return np.asarray(skull + nose + sockets + cheeks + mouth + chin, np.float32)


def _skin(canvas: Canvas, look: Look, relief: Grey) -> NDArray[np.float32]:
    """The relief's colours under the lamp, with pores and some red on cheeks and nose."""
    across, down = canvas.slopes(relief)
    steep = np.sqrt(across**2 + down**2 + 1)

    def facing(x: np.float32, y: np.float32, z: np.float32) -> Grey:
        return np.clip((z - x * across - y * down) / steep, 0, 1)

    half_way = LAMP + np.array([0, 0, 1], np.float32)
    shine = facing(*half_way / np.linalg.norm(half_way)) ** 28 * 16
    light = 0.56 + 0.50 * facing(*LAMP)
    grain = canvas.width / 1200
    for size, depth in ((2.2, 0.012), (5.5, 0.022), (14, 0.010)):
        light = light + canvas.noise(size * grain, size * grain) * depth
    cheeks = bump(np.abs(canvas.u) - 0.55, canvas.v - 0.42, 0.26, 0.22)
    red = 0.05 * (cheeks + bump(canvas.u - look.yaw * 0.62, canvas.v - 0.56, 0.18, 0.14))
    planes = [
        np.clip(colour * light**bend * (1 + red * redder), 0, 255) + shine
        for colour, bend, redder in zip(look.skin, (0.85, 1.05, 1.18), (0.6, -1.3, -1.0), strict=True)
    ]
    return np.stack(planes, -1)


def _eye(canvas: Canvas, look: Look, side: int) -> None:
    turn, lid = look.turned(0.42), max(look.eye, 0.0)
    up, low = -0.098 * lid + 0.040 * (1 - lid), 0.062 * lid + 0.052 * (1 - lid)
    outer = (0.215, 0.02 * (1 - lid))

    def at_eye(shape: Shape) -> Points:
        return turn([(side * (0.445 + u), v) for u, v in shape])

    top = curve([(-0.215, 0.026), (-0.12, 0.02 + up * 0.66), (0, up), (0.12, up * 0.9), outer], closed=False)
    bottom = curve([outer, (0.12, low * 0.78), (0, low), (-0.12, low * 0.85), (-0.215, 0.03)], closed=False)
    socket = [(-0.26, -0.02), (-0.1, -0.2), (0.1, -0.2), (0.27, -0.08), (0.24, 0.08), (0, 0.15), (-0.2, 0.1)]
    canvas.paint(look.shade, canvas.area(at_eye(curve(socket)), soft=0.05), 0.30)
    if lid > 0.04:
        opening = canvas.area(at_eye(np.vstack([top, bottom])), soft=0.003)
        _eyeball(canvas, look, side, opening)
        canvas.paint((60, 36, 30), opening * canvas.stroke(at_eye(top), 0.06, soft=0.025), 0.55)
    lashes = top if lid > 0.04 else bottom
    canvas.paint((34, 22, 20), canvas.stroke(at_eye(lashes), 0.022 + 0.012 * (1 - lid), soft=0.004), 0.95)
    canvas.paint(look.shade * 0.75, canvas.stroke(at_eye(bottom), 0.01, soft=0.008), 0.55)
    fold = [(-0.2, up * 0.3 - 0.02), (-0.1, up - 0.035 - 0.02 * lid), (0.05, up - 0.06 - 0.01 * lid)]
    fold += [(0.22, up * 0.6 - 0.04)]
    canvas.paint(look.shade * 0.8, canvas.stroke(at_eye(curve(fold, closed=False)), 0.014, soft=0.010), 0.6)


def _eyeball(canvas: Canvas, look: Look, side: int, opening: Grey) -> None:
    """White, iris with fibres and a dark rim, pupil, and the lamp's reflection."""
    canvas, opening = canvas.part(opening)
    canvas.paint((236, 232, 228), opening)
    x, y = look.turned(0.48)([(side * 0.445, -0.012)])[0]
    across, down = canvas.u - x, canvas.v - y
    radius = np.asarray(np.hypot(across, down) / 0.104, np.float32)
    fibres = 0.55 + 0.75 * np.clip(radius, 0, 1) ** 1.2 + 0.08 * np.sin(np.arctan2(down, across) * 24)
    canvas.paint(np.asarray(look.iris) * fibres[..., None], opening * np.clip((1 - radius) * 16, 0, 1))
    rim = np.clip((1 - radius) * 14, 0, 1) * np.clip((radius - 0.82) * 9, 0, 1)
    canvas.paint((22, 16, 14), opening * rim, 0.75)
    canvas.paint((8, 6, 6), opening * np.clip((0.43 - radius) * 16, 0, 1))
    reflection = np.asarray(np.hypot(across + 0.035, down + 0.04) / 0.104, np.float32)
    canvas.paint((255, 255, 255), opening * np.clip((0.2 - reflection) * 16, 0, 1), 0.95)


def _brow(canvas: Canvas, look: Look, side: int) -> None:
    half = [(-0.25, -0.285), (-0.1, -0.318), (0.1, -0.335), (0.31, -0.255), (0.1, -0.283), (-0.1, -0.258)]
    shape = look.turned(0.42)([(side * (0.445 + u), v) for u, v in curve([*half, (-0.25, -0.225)])])
    canvas, brow = canvas.part(canvas.area(shape, soft=0.016))
    hairs = np.clip(0.85 + 0.16 * canvas.noise(4, 9), 0.5, 1)
    canvas.paint(np.asarray(look.hair_rgb) * 0.9 + 8, brow * hairs, 0.80)


def _nose(canvas: Canvas, look: Look) -> None:
    turn = look.turned(0.62)
    for side in (-1, 1):
        nostril = [(0.05, 0.655), (0.12, 0.635), (0.155, 0.655), (0.09, 0.69)]
        wing = [(0.19, 0.52), (0.235, 0.6), (0.2, 0.68), (0.15, 0.68)]
        crease = [(0.26, 0.62), (0.38, 0.78), (0.43, 0.92)]
        hole = turn(curve([(side * u, v) for u, v in nostril]))
        canvas.paint((70, 34, 28), canvas.area(hole, soft=0.010), 0.8)
        edge = turn(curve([(side * u, v) for u, v in wing], closed=False))
        canvas.paint(look.shade, canvas.stroke(edge, 0.022, soft=0.018), 0.55)
        fold = look.turned(0.42)(curve([(side * u, v) for u, v in crease], closed=False))
        canvas.paint(look.shade, canvas.stroke(fold, 0.025, soft=0.03), 0.22)
    tip = turn(curve([(-0.13, 0.7), (0, 0.735), (0.13, 0.7)], closed=False))
    canvas.paint(look.shade, canvas.stroke(tip, 0.03, soft=0.03), 0.5)


def _mouth(canvas: Canvas, look: Look) -> None:
    turn, gap, m = look.turned(0.5), 0.30 * look.mouth, MOUTH
    wide = 0.36 - 0.04 * look.mouth
    corner = (wide, m - 0.026)
    bow = [(0.17, m - 0.062 - gap * 0.25), (0.055, m - 0.088 - gap * 0.3)]
    upper = [(-wide, m - 0.026), *((-u, v) for u, v in bow), (0, m - 0.074 - gap * 0.3), *reversed(bow), corner]
    upper_edge = [(0.14, m - gap * 0.22), (0, m + 0.012 - gap * 0.28), (-0.14, m - gap * 0.22)]
    lower_edge = [(-0.14, m + gap * 0.75), (0, m + 0.012 + gap * 0.85), (0.14, m + gap * 0.75)]
    lower = [(-wide, m - 0.026), *lower_edge, corner, (0.19, m + 0.088 + gap * 0.95), (0, m + 0.128 + gap * 1.05)]
    lower += [(-0.19, m + 0.088 + gap * 0.95)]
    lips = np.clip(np.asarray(look.skin) * (0.84, 0.60, 0.62), 0, 255)
    if gap:
        _open_mouth(canvas, look, [corner, *upper_edge, (-wide, m - 0.026), *lower_edge], gap)
    canvas.paint(lips * 0.92, canvas.area(turn(curve([*upper, *upper_edge])), soft=0.010), 0.9)
    canvas.paint(lips * 1.08, canvas.area(turn(curve(lower)), soft=0.010), 0.9)
    if not gap:
        line = [(-wide, m - 0.026), (-0.14, m), (0, m + 0.014), (0.14, m), corner]
        canvas.paint((92, 38, 36), canvas.stroke(turn(curve(line, closed=False)), 0.016, soft=0.005), 0.85)
    shadow = [(-0.2, m + 0.2 + gap), (0, m + 0.22 + gap), (0.2, m + 0.2 + gap)]
    canvas.paint(look.shade, canvas.stroke(turn(curve(shadow, closed=False)), 0.05, soft=0.035), 0.35)


def _open_mouth(canvas: Canvas, look: Look, inside: Points, gap: float) -> None:
    turn, m = look.turned(0.5), MOUTH
    canvas.paint((52, 18, 18), canvas.area(turn(curve(inside)), soft=0.006))
    teeth = [(-0.2, m - gap * 0.2), (0, m - gap * 0.26), (0.2, m - gap * 0.2), (0.16, m - gap * 0.2 + 0.07)]
    teeth += [(0, m - gap * 0.26 + 0.08), (-0.16, m - gap * 0.2 + 0.07)]
    canvas.paint((225, 218, 208), canvas.area(turn(curve(teeth)), soft=0.008), min(1.0, look.mouth * 3))
