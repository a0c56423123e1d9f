"""The notice as a PDF of one page: the sheet of the console, drawn in millimetres."""

from __future__ import annotations

from pathlib import Path

from chalicelib.desk.notice.words import Notice
from chalicelib.shared.pdf import A4, Pdf

GREEN, RED, SOFT, RULE = "#0b6b4f", "#b3261e", "#4a5752", "#cfd8d4"
LEFT, TOP, WIDTH = 16.0, 22.0, A4[0] - 32.0
RIGHT, FOOT = LEFT + WIDTH, 282.0
PT = 72 / 25.4  # points in a millimetre
# Of a title: the most lines that leave room for the rest, and the size in points, the largest first.
TITLES = ((1, 44.0), (2, 40.0), (2, 28.0), (4, 20.0), (9, 14.0))
SIZES = (34.0, 26.0, 20.0, 15.0, 11.0)  # of what stands alone in a column, in points


def page_of(notice: Notice, fonts: Path, program_code: bytes | None) -> bytes:
    """The file; the same notice gives the same bytes.  program_code: a JPEG or PNG of the mini-program's code."""
    pdf = Pdf(fonts, title=notice.title)
    y = _head(pdf, notice)
    y = _facts(pdf, notice, y)
    y = _codes(pdf, notice, y, program_code)
    y = _steps(pdf, notice, y)
    _rules(pdf, notice, y)
    _foot(pdf, notice)
    return pdf.finish()


def lacking(notice: Notice, fonts: Path) -> str:
    """The characters that the PDF cannot show."""
    pdf = Pdf(fonts, title=notice.title)
    return pdf.lacking("".join((notice.title, notice.schools, notice.contacts, notice.code)))


def _head(pdf: Pdf, notice: Notice) -> float:
    pdf.fill_box(LEFT, TOP - 6, 3, 7.5, ink=GREEN)
    pdf.write(notice.service, LEFT + 5.5, TOP, size=13, strong=True)
    room = WIDTH - pdf.width(notice.service, 13) - 12
    size = next((size for size in (10.5, 8.5, 7.0) if pdf.width(notice.schools, size) <= room), 7.0)
    pdf.write(_shortened(pdf, notice.schools, size, room), RIGHT, TOP, size=size, align="right", ink=SOFT)
    y, (size, lines) = TOP + 9, _title(pdf, notice.title)
    for line in lines:
        y += size * 1.16 / PT
        pdf.write(line, LEFT, y, size=size, strong=True, ink=GREEN)
    pdf.write(notice.lead, LEFT, y + 10, size=14)
    return y + 17


def _shortened(pdf: Pdf, text: str, size: float, room: float) -> str:
    """On one line; what has no room is told by “…”."""
    if pdf.width(text, size) <= room:
        return text
    return f"{pdf.lines(text, size, room - pdf.width('…', size))[0]}…"


def _title(pdf: Pdf, title: str) -> tuple[float, list[str]]:
    for most, size in TITLES:
        lines = pdf.lines(title, size, WIDTH)
        if len(lines) <= most:
            break
    return size, lines


def _facts(pdf: Pdf, notice: Notice, y: float) -> float:
    pdf.draw_line(LEFT, y, RIGHT, y, thick=0.6, ink=GREEN)
    columns = (
        (0.0, 54.0, "截止", notice.day, notice.hour),
        (60.0, 66.0, "特征码", notice.code, notice.code_note),
        (132.0, WIDTH - 132.0, "费用", notice.price, notice.price_note),
    )
    for at, width, what, figure, note in columns:
        x = LEFT + at
        if at:
            pdf.draw_line(x - 4, y + 3.5, x - 4, y + 27, thick=0.25, ink=RULE)
        size = next((one for one in SIZES if pdf.width(figure, one) <= width), SIZES[-1])
        pdf.write(what, x, y + 7, size=10, ink=SOFT)
        pdf.write(figure, x, y + 19, size=size, strong=True)
        pdf.write(note, x, y + 26, size=next(s for s in (10, 8, 6) if s == 6 or pdf.width(note, s) <= width), ink=SOFT)
    pdf.draw_line(LEFT, y + 30, RIGHT, y + 30, thick=0.6, ink=GREEN)
    return y + 37


def _codes(pdf: Pdf, notice: Notice, y: float, program_code: bytes | None) -> float:
    side = 40.0
    x = LEFT
    if program_code:
        pdf.draw_picture(program_code, x, y, side, side)
        pdf.write("微信扫码", x + side + 5, y + 19, size=15, strong=True)
        pdf.write("打开小程序", x + side + 5, y + 26, size=11, ink=SOFT)
        x = LEFT + WIDTH / 2 + 2
    pdf.draw_qr(notice.address, x, y + 1, side - 2)
    pdf.write("浏览器扫码" if program_code else "扫码办理", x + side + 4, y + 13, size=15, strong=True)
    pdf.write("手机、电脑网页", x + side + 4, y + 20, size=11, ink=SOFT)
    for at, line in enumerate(pdf.lines(notice.address, 8.5, RIGHT - x - side - 4)):
        pdf.write(line, x + side + 4, y + 26 + 4 * at, size=8.5)
    return y + side + 10


def _steps(pdf: Pdf, notice: Notice, y: float) -> float:
    for number, step in enumerate(notice.steps, 1):
        pdf.fill_box(LEFT, y - 5.2, 7, 7, ink=GREEN)
        pdf.write(str(number), LEFT + 3.5, y, size=12, align="center", ink="#ffffff")
        pdf.write(step.what, LEFT + 11, y, size=14, strong=True)
        y = _wrapped(pdf, step.how, LEFT + 31, y, size=12) + 11
    return y + 1


def _rules(pdf: Pdf, notice: Notice, y: float) -> None:
    for rule in notice.rules:
        pdf.write("要" if rule.wanted else "不要", LEFT, y, size=12, strong=True, ink=GREEN if rule.wanted else RED)
        y = _wrapped(pdf, rule.text, LEFT + 14, y, size=12) + 8


def _foot(pdf: Pdf, notice: Notice) -> None:
    pdf.draw_line(LEFT, FOOT - 6, RIGHT, FOOT - 6, thick=0.25, ink=RULE)
    levels, contacts = f"适用：{notice.levels}", f"不会办：{notice.contacts}"
    size = next((one for one in (9.5, 8.0) if pdf.width(levels + contacts, one) <= WIDTH - 6), 7.0)
    pdf.write(levels, LEFT, FOOT, size=size, ink=SOFT)
    if pdf.width(levels + contacts, size) <= WIDTH - 6:
        pdf.write(contacts, RIGHT, FOOT, size=size, align="right", ink=SOFT)
    else:
        _wrapped(pdf, contacts, LEFT, FOOT + 4, size=size, ink=SOFT)


def _wrapped(pdf: Pdf, text: str, x: float, y: float, *, size: float, ink: str = "#000000") -> float:
    """Writes it up to the right edge; the base line of its last line."""
    for at, line in enumerate(pdf.lines(text, size, RIGHT - x)):
        y += 5 if at else 0
        pdf.write(line, x, y, size=size, ink=ink)
    return y
