"""Within which time photos are usually decided: read in the mini-program before handing in, and while waiting."""

from __future__ import annotations

from pathlib import Path

from sandbox.box import Sandbox
from tests.miniprogram.person import Opens
from tests.worlds.home import Branch, usually_decided


def test_a_student_reads_what_is_usual(box: Sandbox, someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    world = person.world
    branch = Branch(world)
    usually_decided(branch.task)
    order_id = world.photographed(person.api, branch.task)
    person.open(f"pages/photo/confirm/confirm?order_id={order_id}")
    person.title("核对全部信息")
    person.sees("提交后通常 8 小时内审核，审核通过后约 7 个工作日内制作完成并报送。")
    person.api.act(order_id, "submit", photo_no=1)
    person.open(f"pages/orders/detail/detail?order_id={order_id}")
    person.title("订单详情")
    person.sees("照片正在等待人工审核，通常 8 小时内审核。")
