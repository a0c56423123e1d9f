"""Who graduates: thirty students of one school, with what each of them has and says."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property

from clients.outside import new_phone
from drawings.portrait import draw
from drawings.qr_card import chsi_like_text, png

SCHOOL, SCHOOL_CODE = "湖南大学", "10532"
COLLEGES = {"信息学院": "软件220", "经贸学院": "金融220"}
CLASSES = [(college, f"{name}{number}") for college, name in COLLEGES.items() for number in (1, 2, 3)]
LAYOUTS = ("一寸 8 张", "二寸 4 张", "一寸 4 张 + 二寸 2 张")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶"

WHOLE = len(SURNAMES) - 1  # of them graduate


@dataclass(frozen=True)
class Graduate:
    """number: from 0."""

    number: int

    @property
    def name(self) -> str:
        return f"{SURNAMES[self.number]}小{'雨晴'[self.number % 2]}"

    @property
    def student_no(self) -> str:
        return f"20230{self.number:04d}"

    @property
    def place(self) -> tuple[str, str]:
        """College and class."""
        return CLASSES[self.number % len(CLASSES)]

    @cached_property
    def phone(self) -> str:
        return new_phone()

    @property
    def own_device(self) -> bool:
        """Whether she says so of the device on which she comes: every other does."""
        return self.number % 2 == 1

    @property
    def address(self) -> str:
        """Where her prints are posted."""
        return f"湖南省长沙市岳麓区麓山南路{self.number + 1}号"

    @property
    def layout(self) -> str:
        """Of her prints."""
        return LAYOUTS[self.number % len(LAYOUTS)]

    @property
    def code(self) -> str:
        """Her collection code, as the school's table has it."""
        return f"c0de2027{self.number:08d}"

    @property
    def text(self) -> str:
        """What a scanner reads of the picture of that code."""
        college, class_name = self.place
        fields = {"cjm": self.code, "xm": f"{self.name[0]}*{self.name[-1]}", "fy": college, "bh": class_name}
        return chsi_like_text(seed=self.number, school_code=SCHOOL_CODE, student_no=self.student_no, **fields)

    @cached_property
    def card(self) -> bytes:
        """That picture, a PNG."""
        return png(self.text)

    def portrait(self, seed: int = 0) -> bytes:
        """A JPEG of her; another seed, another one."""
        out = io.BytesIO()
        draw(480, 640, seed=100 + self.number + 1000 * seed).save(out, "JPEG")
        return out.getvalue()


def people(count: int) -> tuple[list[Graduate], Graduate]:
    """So many who graduate, and one of another school.  Each time with new phones: the operator remembers what one
    got."""
    return [Graduate(number) for number in range(count)], Graduate(WHOLE)
