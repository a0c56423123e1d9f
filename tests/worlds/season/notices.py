"""The notice that hangs at the school: the sheet on the page, and the file that goes to the printer."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from playwright.sync_api import expect
from pyzbar import pyzbar

from tests.worlds.season.branch import Season
from tests.worlds.season.tasks import PRICE, TITLE

ZOOM = 3  # of 72 dpi: as a phone sees it


def notice_is_printed(season: Season) -> str:
    """The address that a phone reads from the paper."""
    manager = season["li"]
    manager.go("任务", TITLE, "打印通知")
    manager.heading("打印通知")
    sheet = manager.page.get_by_role("article", name="通知")
    for said in (TITLE, season.code, f"{PRICE.normalize()}", "18:00", "王老师"):
        expect(sheet).to_contain_text(said)
    expect(sheet.get_by_role("img", name="小程序码", exact=True)).to_be_visible()
    saved = manager.saves(manager.button("PDF").click)
    (page,) = pypdfium2.PdfDocument(Path(saved.path()).read_bytes())
    assert season.code in page.get_textpage().get_text_bounded()
    read = {found.data.decode() for found in pyzbar.decode(page.render(scale=ZOOM).to_pil())}
    (address,) = [text for text in read if text.startswith(season.box.api_url)]
    return str(address)
