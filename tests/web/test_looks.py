"""The look at a page itself: only what has just this form was looked at before."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.worlds import looks
from tests.worlds.browsers import fresh_context

PAGE = """<!doctype html><html lang="zh-CN"><title>样例</title>
<main><h1>订单</h1><p>王小明</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="照片"></main></html>"""
FAINT = """<style media="(prefers-color-scheme: SCHEME)">p { background: #fff; color: #bbb; }</style>
<p id="first">订单</p><p id="second">订单</p>"""


def test_other_words_are_not_looked_at_again_and_another_form_is(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = fresh_context(browser).new_page()
    page.set_content(PAGE)
    looks.check(page)
    with monkeypatch.context() as patched:
        patched.delattr(looks, "_violations")
        page.get_by_text("王小明").evaluate("one => { one.textContent = '李小红'; }")
        looks.check(page)
    page.locator("img").evaluate("one => one.removeAttribute('alt')")
    with pytest.raises(AssertionError, match="image-alt"):
        looks.check(page)
    page.context.close()


@pytest.mark.parametrize("scheme", looks.SCHEMES)
def test_all_that_is_too_faint_is_told(browser: Browser, scheme: str) -> None:
    page = fresh_context(browser).new_page()
    page.set_content(PAGE.replace("<p>王小明</p>", FAINT.replace("SCHEME", scheme)))
    with pytest.raises(AssertionError, match=f"{scheme}: .*color-contrast.*first.*second"):
        looks.check(page)
    page.context.close()
