"""What is kept of a message: how it went, whatever the channel answers; and no note makes it go twice."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from chalicelib.notify.messenger import Messenger
from chalicelib.notify.told import Fate, Told, sent
from chalicelib.notify.wording import Message
from chalicelib.orders.model import State
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.outside import Refused, TooOften
from tests.worlds.orders import T0, an_order


def went(answer: bool | Exception, *, to_somebody: bool = True) -> list[Fate]:
    noted: list[Fate] = []

    def send() -> bool:
        if isinstance(answer, Exception):
            raise answer
        return answer

    if isinstance(answer, Exception):
        with pytest.raises(type(answer)):
            sent(send, noted.append, to_somebody=to_somebody)
    else:
        assert sent(send, noted.append, to_somebody=to_somebody) is (answer and to_somebody)
    return noted


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (True, "TAKEN"), (False, "NOT_TAKEN"), (TooOften(), "TOO_OFTEN"), (Refused(), "REFUSED"),
        (OutsideBusy(), "BUSY"),
    ],
)  # fmt: skip
def test_how_it_went_is_noted(answer: bool | Exception, fate: Fate) -> None:
    assert went(answer) == [fate]


def test_a_fault_of_ours_is_no_answer_of_the_channel() -> None:
    assert went(ValueError()) == []


def test_nobody_to_send_to_is_noted_and_nothing_sent() -> None:
    assert went(True, to_somebody=False) == ["NOBODY"]


def test_a_note_that_fails_leaves_the_message_sent() -> None:
    calls = []

    def fails(fate: Fate) -> None:
        calls.append(fate)
        raise OSError

    assert sent(lambda: True, fails, to_somebody=True)
    assert calls == ["TAKEN"]


@pytest.mark.parametrize(("name", "to", "phone"), [("message", "", "138****0000"), ("farewell", "before", "")])
def test_the_phone_of_anybody_but_the_owner_is_not_kept(name: str, to: str, phone: str) -> None:
    kept: list[Told] = []
    messenger = Messenger(
        person_of=lambda _: cast(Any, SimpleNamespace(wechat={}, phone="13800000000")),
        appid="app",
        contact_phone=lambda order: order.head.student.sealed.get("contact_phone"),
        told=cast(Any, SimpleNamespace(put=lambda *one: kept.append(one[-1]), fate=lambda *_: None)),
        clock=lambda: T0,
        subscribe=cast(Any, None),
        sms=cast(Any, SimpleNamespace(send=lambda *_: True)),
    )
    message = Message(
        template="state", page="", fields={"phrase2": "", "thing3": ""}, sms_template="remind", sms=("张*", "", "")
    )
    messenger.effects(name, "transfer", an_order(State.DRAFT), message, mark="1", to=to)[f"{name}_sms"]()
    assert [(one.channel, one.phone) for one in kept] == [("sms", phone)]
