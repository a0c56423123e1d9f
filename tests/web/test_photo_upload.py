"""Photos as phones take them: made smaller and turned right, sent through bad lines."""

from __future__ import annotations

import io
import re
from functools import cache

import pytest
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from playwright.sync_api import Route, expect

from drawings.faulty_portraits import faulty
from drawings.portrait import draw
from sandbox.seed import Seeded
from tests.worlds.browsers import Visits
from tests.worlds.looks import check
from tests.worlds.pictures import encoded
from tests.worlds.visitor import Visitor
from tools.demo import sample_code, sample_portrait

TURNED = 6  # EXIF: the camera was held upright, its sensor lies
PICTURE = re.compile(rb'name="file"; filename="[^"]*"\r\nContent-Type: ([^\r]*)\r\n\r\n(.*)\r\n--', re.DOTALL)


@pytest.fixture(scope="module")
def phone_photo() -> bytes:
    """12 megapixels, at least 8 MB, lying on its side with an EXIF note to turn it."""
    lying = Image.open(io.BytesIO(sample_portrait())).resize((3024, 4032)).rotate(90, expand=True)
    noise = Image.effect_noise(lying.size, 64).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = TURNED
    out = io.BytesIO()
    Image.blend(lying, noise, 0.2).save(out, "JPEG", quality=98, exif=exif)
    assert out.tell() > 8_000_000
    return out.getvalue()


@cache
def heic() -> bytes:
    return encoded(draw(480, 640), "HEIF", quality=85)


def begin(visit: Visits, seeded: Seeded, device: str = "phone") -> Visitor:
    """A student at the page of an order without a photo."""
    student = visit(device)
    student.come_in()
    student.open(f"/orders/{student.draft(seeded.encrypted, sample_code())}/photo")
    return student


def test_a_large_photo_is_made_smaller_and_turned(visit: Visits, seeded: Seeded, phone_photo: bytes) -> None:
    student = begin(visit, seeded)
    posted: list[bytes] = []

    def keep(route: Route) -> None:
        posted.append(route.request.post_data_buffer or b"")
        route.continue_()

    student.page.route(re.compile("/gradphoto-sandbox/?$"), keep)
    student.pick_photo(phone_photo)
    student.page.get_by_text(re.compile("初检")).first.wait_for()
    found = PICTURE.search(posted[0])
    assert found
    assert found[1] == b"image/jpeg"
    sent = Image.open(io.BytesIO(found[2]))
    assert max(sent.size) == 3000
    assert sent.size[0] < sent.size[1]  # upright in its pixels
    assert sent.getexif().get(0x0112, 1) == 1
    assert _quality(sent) >= 92
    assert len(found[2]) < len(phone_photo) / 2


def _quality(image: Image.Image) -> float:
    """JPEG quality, from the first number of the luminance table (16 at 50)."""
    assert isinstance(image, JpegImageFile)
    return 100 - image.quantization[0][0] * 100 / 32


def test_a_lost_line_is_waited_for(visit: Visits, seeded: Seeded) -> None:
    student = begin(visit, seeded)
    tries: list[str] = []

    def break_twice(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) <= 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    student.page.route(re.compile("/gradphoto-sandbox/?$"), break_twice)
    student.expected.append("ERR_CONNECTION_RESET")
    student.pick_photo(sample_portrait())
    student.sees("网络断开，恢复后自动继续上传")
    student.sees("初检合格")
    assert len(tries) == 3


def test_a_reload_in_the_middle_sends_the_same_photo_again(visit: Visits, seeded: Seeded) -> None:
    student = begin(visit, seeded)
    student.page.route(re.compile("/gradphoto-sandbox/?$"), lambda route: None)  # never answered
    student.pick_photo(sample_portrait())
    student.sees("正在上传")
    student.page.unroute_all(behavior="ignoreErrors")
    student.page.reload()
    student.sees("初检合格")


SLOW_STORE = """
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...which) {
      const real = open.apply(this, which), late = {};
      real.onupgradeneeded = () => { late.result = real.result; late.onupgradeneeded(); };
      real.onsuccess = () => setTimeout(() => { late.result = real.result; late.onsuccess(); }, 1500);
      return late;
    };
"""


def test_a_photo_picked_while_the_page_looks_for_an_earlier_one_is_sent(visit: Visits, seeded: Seeded) -> None:
    student = begin(visit, seeded)
    student.page.add_init_script(SLOW_STORE)
    student.page.reload()  # the script runs in pages that begin after it
    student.pick_photo(sample_portrait())
    student.sees("初检合格")


def test_what_is_no_photo_is_said_before_sending(visit: Visits, seeded: Seeded) -> None:
    student = begin(visit, seeded, "desktop")
    student.pick_photo(b"no picture")
    student.sees("无法打开这张图片")
    small = io.BytesIO()
    draw(240, 320).save(small, "JPEG")
    student.pick_photo(small.getvalue())
    student.sees(re.compile("照片太小（240×320 像素）"))
    check(student.page)
    student.button("仍然上传").click()
    student.sees("初检未通过")
    student.pick_photo(faulty("too_dark"), "dark.png", "image/png")
    student.sees("照片太暗，请到光线充足的地方重拍")
    expect(student.page.get_by_text("不够清晰")).to_have_count(0)


def test_a_heic_file_that_the_browser_cannot_show_is_sent_as_it_is(visit: Visits, seeded: Seeded) -> None:
    student = begin(visit, seeded, "desktop")
    student.pick_photo(heic(), "IMG_0001.HEIC", "")  # Windows knows no type for it
    student.sees("初检合格")
    student.page.get_by_role("img", name="裁剪后的标准照").wait_for()
    check(student.page)


DROP = """([data, name, type]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([Uint8Array.from(data)], name, { type }));
  const over = (kind) => new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true });
  document.querySelector('h1').dispatchEvent(over('dragover'));
  return document.querySelector('h1').dispatchEvent(over('drop'));
}"""


def test_whatever_is_dropped_or_pasted_anywhere_is_taken_or_refused_in_words(visit: Visits, seeded: Seeded) -> None:
    student = visit("desktop")
    student.come_in()
    student.heading("线上采集")
    assert not student.page.evaluate(DROP, [[1], "a.pdf", "application/pdf"])  # or the browser would open it instead
    order_id = student.draft(seeded.encrypted, sample_code())
    student.open(f"/orders/{order_id}/photo")
    student.sees("选择照片")
    student.page.evaluate(DROP, [[1], "a.pdf", "application/pdf"])
    student.sees("无法打开这张图片")
    student.page.evaluate(DROP, [list(heic()), "IMG_0001.HEIC", ""])
    student.sees("初检合格")
    student.page.evaluate(
        """async data => {
          const file = new File([Uint8Array.from(data)], 'p.jpg', { type: 'image/jpeg' });
          const carried = new DataTransfer();
          carried.items.add(file);
          document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: carried, bubbles: true }));
        }""",
        list(sample_portrait()),
    )
    student.button("仍然上传").click()
    student.page.get_by_alt_text("您选择的照片").wait_for()
    student.sees("初检合格")


def test_without_the_camera_the_other_way_is_called_by_its_name(visit: Visits, seeded: Seeded) -> None:
    student = begin(visit, seeded)
    student.page.add_init_script("navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('refused'))")
    student.page.reload()  # the script runs in pages that begin after it
    other = student.page.locator("label", has=student.page.locator("input[name=shot]")).inner_text().strip()
    student.button(re.compile("^拍照$")).click()
    student.sees(re.compile(f"没有相机权限.*“{other}”"))


def test_the_camera_has_an_outline(visit: Visits, seeded: Seeded) -> None:
    student = begin(visit, seeded)
    student.button(re.compile("^拍照$")).click()
    student.sees("头放进虚线框")
    check(student.page)
    student.button("拍摄").click()
    student.sees(re.compile("初检|上传前请看一下"))


def test_the_original_and_the_finished_photo_lie_under_one_slider(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.come_in()
    order_id = student.draft(seeded.encrypted, sample_code())
    student.api.judge(order_id, sample_portrait())

    def measured(route: Route) -> None:
        order = route.fetch().json()
        order["photo"] |= {"before": order["photo"]["preview_url"], "head": {"top": 0.11, "chin": 0.65}}
        route.fulfill(json=order)

    student.page.route(f"**/api/orders/{order_id}", measured)
    student.open(f"/orders/{order_id}/photo")
    slider = student.page.get_by_role("slider", name="左右拖动，比较原图和标准照")
    slider.press("ArrowRight")
    expect(slider).to_have_value("51")
    after = student.page.get_by_alt_text("裁剪后的标准照")
    assert after.evaluate("one => getComputedStyle(one).clipPath") == "inset(0px 0px 0px 51%)"
    frame = after.bounding_box()
    assert frame
    for word, at in (("头顶", 0.11), ("下巴", 0.65)):
        line = student.page.locator(".cmp-line").filter(has_text=word).bounding_box()
        assert line
        assert abs(line["y"] - frame["y"] - at * frame["height"]) < 3
    crown, corner = (
        student.page.get_by_text("头顶").bounding_box(),
        student.page.get_by_text("标准照", exact=True).bounding_box(),
    )
    assert crown
    assert corner
    assert crown["y"] >= corner["y"] + corner["height"]
    expect(student.link("下一步：核对信息")).to_be_in_viewport(ratio=1)
    check(student.page)
