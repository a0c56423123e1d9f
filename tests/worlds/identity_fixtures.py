"""Identity's world for each test, and what of it reaches WeChat; a folder's conftest takes these in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from chalicelib.identity.wechat import CodesTried, WeChat
from chalicelib.identity.wechat_token import SharedToken
from sandbox.server import Handle, Reply, Request, Server
from tests.worlds.identity import IdentityWorld


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables, tmp_path)
    yield world
    world.close()


@pytest.fixture
def asked(world: IdentityWorld) -> Iterator[list[Request]]:
    """Every request that reached WeChat, in order."""
    seen: list[Request] = []
    handle = cast("Handle", world.wechat_open._server.handle)

    def listen(request: Request) -> Reply:
        seen.append(request)
        return handle(request)

    front = Server(listen).start()
    world.wechat = WeChat(
        appid=world.appid,
        secret=world.sandbox_keys.wechat_secret,
        base_url=front.url,
        token=SharedToken(world.inbox, world.keys, world.clock, world.appid),
        tried=CodesTried(world.inbox, world.keys, world.clock),
    )
    yield seen
    front.stop()
