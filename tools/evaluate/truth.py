"""What the labels of a real picture say about a code: whom it should find, and whom it may not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from chalicelib.photo.codes import UNWANTED_GLASSES
from chalicelib.photo.limits.row import Row
from tools.pictures.recipe import Picture

Says = Callable[[Picture], bool]

PERSONAL = ("eyes_closed", "eyes_not_visible", "face_occluded", "sunglasses", "head_covered")  # the parts of a face


@dataclass(frozen=True)
class Truth:
    """faulty: the code should be found in a picture; clean: finding it there would be wrong.  Many are neither."""

    faulty: Says
    clean: Says

    def of(self, picture: Picture) -> bool | None:
        """Whether the code is true of the picture; None where the labels do not say."""
        if self.faulty(picture):
            return True
        return False if self.clean(picture) else None


def is_free(picture: Picture) -> bool:
    """Nothing that a person-related check could rightly mind: open eyes, a bare head, nothing before the face."""
    said = picture.labels
    return (
        (said["eyes"], said["cover"], said["occlusion"], said["upright"]) == ("open", "none", "none", "yes")
        and said["glasses"] != "tinted"
        and said["made"] in {"photo", "grey"}
    )


def is_portrait(picture: Picture) -> bool:
    """A free face as a photographer places and lights it, before a plain wall."""
    said = picture.labels
    return is_free(picture) and (said["kind"] == "id" or (said["kind"], said["wall"]) == ("studio", "plain"))


def is_clean(picture: Picture) -> bool:
    """Such a portrait, in colour and with closed lips: nothing in it is to be told but how it was cut."""
    return is_portrait(picture) and (picture.labels["mouth"], picture.labels["made"]) == ("closed", "photo")


def _shut_lips(picture: Picture) -> bool:
    return is_free(picture) and picture.labels["mouth"] == "closed"


def _bare_eyed(picture: Picture) -> bool:
    return is_free(picture) and picture.labels["glasses"] == "none"


def _in_colour(picture: Picture) -> bool:
    return is_portrait(picture) and picture.labels["made"] == "photo"


def _says(label: str, *values: str) -> Says:
    return lambda picture: picture.labels["made"] in {"photo", "grey"} and picture.labels[label] in values


def _nobody(_: Picture) -> bool:
    return False


# Not about the person: the file, the camera, the frame and the wall.  Every other code is, one without labels too.
_OF_PICTURE = (
    "low_resolution", "ai_generated", "retouched", "no_face", "upside_down", "multiple_faces", "has_border", "blurred",
    "motion_blurred", "noisy_or_overcompressed", "not_a_real_photo", "background_not_plain", "background_colour",
    "background_shadow", "clothes_like_background", "head_too_small", "head_too_large", "crown_margin", "eye_line",
    "off_centre", "shoulders_cut",
)  # fmt: skip
OF_PICTURE = frozenset(_OF_PICTURE)
# Person-related measures are taken from lids, lips, skin, hair or the mesh of a face, and so differ from person to
# person in the same light.  Nobody labelled light or pose, so that only portraits count as clean there.
TRUTHS: Mapping[str, Truth] = MappingProxyType(
    {
        "eyes_closed": Truth(_says("eyes", "closed"), is_free),
        "eyes_not_visible": Truth(_says("eyes", "hidden"), is_free),
        "sunglasses": Truth(_says("glasses", "tinted"), is_free),
        "face_occluded": Truth(_says("occlusion", "mask", "hand", "object"), is_free),
        "head_covered": Truth(lambda picture: picture.labels["cover"] != "none", is_free),
        "mouth_open": Truth(_says("mouth", "open"), _shut_lips),
        "not_frontal": Truth(_nobody, is_portrait),
        "head_tilted": Truth(_nobody, is_portrait),
        "red_eye": Truth(_nobody, _in_colour),
        "not_colour": Truth(_says("made", "grey"), _in_colour),
        "colour_cast": Truth(_nobody, _in_colour),
        "uneven_light": Truth(_nobody, is_portrait),
        "too_dark": Truth(_nobody, is_portrait),
        "too_bright": Truth(_nobody, is_portrait),
    }
)
# Of the rows of a task that wants no glasses at all.
BARE_EYED = Truth(_says("glasses", "clear", "tinted"), _bare_eyed)


def truth_of(row: Row) -> Truth | None:
    """None for a row that is not about the person, and for one of whose code no label says anything."""
    return BARE_EYED if row.wording == UNWANTED_GLASSES else TRUTHS.get(row.code)
