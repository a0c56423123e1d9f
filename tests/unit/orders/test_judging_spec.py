"""A photo is judged by what its task wants: every setting of it reaches the engine, and the report the order."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from chalicelib.orders.model import PhotoState, State
from chalicelib.orders.photos.judge import PhotoJudge
from chalicelib.orders.store.first_pictures import Firsts
from chalicelib.photo.model import Background, Report, Source, Spec
from chalicelib.photo.spec import spec_for
from chalicelib.shared.clock import system_clock
from chalicelib.tasks import model as tasks
from tests.worlds.orders import a_photo, a_task, an_order


class Recorder:
    """An engine that says PASSED to all, and whatever else judging talks to."""

    def __init__(self) -> None:
        self.specs: list[Spec] = []
        self.judged: list[Any] = []

    def judge(self, data: bytes, spec: Spec) -> Any:
        self.specs.append(spec)
        report = Report(
            v=1,
            spec=spec.name,
            spec_rev=spec.rev,
            engine="x",
            verdict="PASSED",
            findings=(),
            source=Source(1, 1, len(data), "0"),
            crop=None,
            standard=None,
        )
        return SimpleNamespace(report=report, standard=None, look="", before=None, taken=None)

    def judge_photo(self, order_id: str, verdict: Any) -> None:
        self.judged.append(verdict)

    def get(self, key: str, limit: int) -> Any:
        return SimpleNamespace(data=b"picture", ref=None)

    def put(self, *of: object) -> bool:
        return True


@pytest.mark.parametrize("state", [PhotoState.WAITING, PhotoState.CHECKING])  # the second as earlier releases left it
def test_every_wish_of_the_task_reaches_the_engine(state: PhotoState) -> None:
    background = tasks.Background((255, 255, 255), 12.0, "normalise")
    task = a_task(spec="id_card_ga461", background=background, file_bytes=(15_000, 20_000), glasses="REFUSE")
    recorder, order = Recorder(), an_order(State.DRAFT, photos=(a_photo(1, state),))
    store = SimpleNamespace(load=lambda _: order, judge_photo=recorder.judge_photo)
    judging = PhotoJudge(
        store=store,  # type: ignore[arg-type]
        tasks=SimpleNamespace(lately=lambda _: task),  # type: ignore[arg-type]
        objects=recorder,  # type: ignore[arg-type]
        engine=lambda: recorder,
        spec_for=spec_for,
        small_avatar=bytes,
        bare_file=bytes,
        spoil=lambda jpeg, _: jpeg,
        first_pictures=SimpleNamespace(take=lambda *_: Firsts()),
        turns=SimpleNamespace(take=lambda *_, **__: "mine"),  # type: ignore[arg-type]
        clock=system_clock,
    )
    assert judging.arrived(f"in/photo/{order.head.order_id}/1/{order.photos[0].upload_id}") == "PASSED"
    wanted = Background((255, 255, 255), 12.0, "normalise")
    expected = spec_for("id_card_ga461", wanted, file_bytes=(15_000, 20_000), glasses="REFUSE")
    assert recorder.specs == [expected]
    assert (expected.min_bytes, expected.max_bytes, expected.glasses) == (15_000, 20_000, "REFUSE")
    assert [verdict.state for verdict in recorder.judged] == [PhotoState.PASSED], "nothing else is written"
    assert msgspec.convert(recorder.judged[0].report, Report).spec == "id_card_ga461"
