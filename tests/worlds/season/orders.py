"""What the manager does with one student's order, found by what she says on the telephone."""

from __future__ import annotations

from tests.worlds.season.branch import Season
from tests.worlds.season.graduates import Graduate


def find(season: Season, graduate: Graduate, username: str = "li") -> None:
    """By the number she calls from; her order is open then."""
    clerk = season[username]
    clerk.go("查找订单")
    clerk.heading("查找订单")
    clerk.page.get_by_label("订单号、手机号", exact=False).fill(graduate.phone)
    clerk.button("查找").click()
    clerk.link("查看").click()
    clerk.heading("订单")


def approval_is_recalled(season: Season, graduate: Graduate) -> None:
    """The manager has doubts about an approved picture: it is looked at again."""
    manager = season["li"]
    find(season, graduate)
    manager.sees("待制作")
    manager.button("召回照片").click()
    manager.confirm("召回", "衣领没有翻好，请再看一次", told=["待审核"])
    manager.sees("“召回照片”已完成")
