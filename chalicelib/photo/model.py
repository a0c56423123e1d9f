"""What the photo engine takes and gives: plain frozen data, no pixels and no outside library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["fail", "warn"]
Verdict = Literal["PASSED", "FAILED", "UNREADABLE"]
Policy = Literal["keep", "normalise"]
Glasses = Literal["ALLOW", "DOUBT", "REFUSE"]
Covers = Literal["ALLOW", "REFUSE"]
Unit = Literal["px", "%", "deg", "ratio", "count", ""]
Rgb = tuple[int, int, int]
Range = tuple[float, float]
Allowed = tuple[float | None, float | None]
Box = tuple[float, float, float, float]
Pair = tuple[float, float]  # of either eye, the picture's left first
Measures = dict[str, float | None]  # by name; None where it could not be taken


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong (fail) or doubtful (warn).

    measured and allowed are in `unit`; box is x, y, width, height as shares (0–1) of the turned original;
    message says what is wrong and cure what to do, both in Chinese.
    """

    code: str
    severity: Severity
    measured: float | None
    allowed: Allowed | None
    unit: Unit
    box: Box | None
    message: str
    cure: str


@dataclass(frozen=True)
class Source:
    """The uploaded file: width and height in px after EXIF turning, bytes, SHA-256 in hex."""

    w: int
    h: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Crop:
    """A rectangle in px of the turned original, turned by roll degrees about its own centre.

    Positive roll: the head leans clockwise as the viewer sees it, and the crop leans with it.
    """

    x: float
    y: float
    w: float
    h: float
    roll: float


@dataclass(frozen=True)
class HeadFrame:
    """Where the head lies in the standard JPEG: its crown and its chin, as shares (0–1) of the height from the top."""

    top: float
    chin: float


@dataclass(frozen=True)
class Standard:
    """The produced standard JPEG: px, bytes, SHA-256 in hex.

    before_sha256: of the same frame on its own wall, None where that stays.  Engines before 9 wrote none of the last
    three: None.
    """

    w: int
    h: int
    bytes: int
    sha256: str
    head: HeadFrame | None = None
    background_replaced: bool | None = None
    before_sha256: str | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything one run of the engine found.  FAILED iff a finding fails; fails come first.

    standard: what was made of a picture that passed, and of one that a person may still accept: whose every fail is
    soft (see Spec.soft) and in which a face was read.

    Version 2 also keeps what it was judged by.  measures: every measure by its name, 4 significant digits, None where
    it could not be taken; models: the networks' files and their SHA-256; limits: the revision of the limits; risk: 0
    far from every limit, 0.5 at a warning, 1 at or over a fail (see risk.py), None in reports of version 1.
    """

    v: int
    spec: str
    spec_rev: int
    engine: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    source: Source
    crop: Crop | None
    standard: Standard | None
    measures: Measures = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)
    limits: str = ""
    risk: float | None = None


@dataclass(frozen=True)
class Background:
    """The colour wanted behind the head; tolerance is a distance in CIE Lab (ΔE 1976).

    keep: the picture must already have it.  normalise: an even wall of any colour is replaced by it.
    """

    rgb: Rgb
    tolerance: float
    policy: Policy


@dataclass(frozen=True, kw_only=True)
class Spec:
    """A photo standard.  Geometry is in px of the finished width × height frame, measured from its top left.

    also_grounds: other colours the wall may have where no task chooses one.  glasses: what clear ones are.  covers:
    whether hats and head-dresses are told.  soft: the codes about which a person may decide otherwise.
    """

    name: str
    rev: int
    width: int
    height: int
    dpi: int
    min_bytes: int
    max_bytes: int
    quality_min: int
    crown: Range
    eyes: Range
    face_width: Range
    centre_offset: float
    background: Background
    also_grounds: tuple[Rgb, ...]
    glasses: Glasses
    covers: Covers
    soft: frozenset[str]
