"""Draws a card with a collection code for a student: `python -m sandbox.card --school 10532 --out card.png`.

Every run makes a new enrolment, unless --code or --seed is the same.
"""

from __future__ import annotations

import argparse
import secrets
from pathlib import Path

from drawings.qr_card import chsi_like_text, draw, encrypted


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox.card", description=__doc__)
    parser.add_argument("--school", default="10532", help="院校代码, default %(default)s")
    parser.add_argument("--student-no", help="学号, else invented")
    parser.add_argument("--name", default="张*三", help="masked, default %(default)s")
    parser.add_argument("--level", default="本科", help="层次, default %(default)s")
    parser.add_argument("--id-tail", help="last four of the ID number, else invented")
    parser.add_argument("--code", help="采集码, else invented")
    parser.add_argument("--seed", type=int, help="the same seed invents the same student")
    parser.add_argument("--agency-key", help="AGENCY_CODE_KEY to encrypt the code with, else it is not encrypted")
    parser.add_argument("--out", type=Path, default=Path("card.png"), help="default %(default)s")
    arguments = parser.parse_args()
    text = chsi_like_text(
        seed=secrets.randbits(40) if arguments.seed is None else arguments.seed,
        school_code=arguments.school,
        student_no=arguments.student_no,
        xm=arguments.name,
        cc=arguments.level,
        zjhm=arguments.id_tail,
        cjm=arguments.code,
    )
    if arguments.agency_key:
        text = encrypted(text, arguments.agency_key)
    draw(text, zoom=3).save(arguments.out)
    print(f"{arguments.out}\n{text}")


if __name__ == "__main__":
    main()
