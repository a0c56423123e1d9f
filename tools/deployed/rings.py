"""The rings of a deployment: a new newest key, and the end of the old ones.

Two people at once do not lose a key: a new version of a secret is named after the one that it was made from, and
Secrets Manager takes one of that name once.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.shared.config.key_ring import KEY_BYTES, read_ring, write_ring
from chalicelib.shared.settings_reader import secret_name
from tools.deployed.secret_groups import GROUPS
from tools.deployed.stack import Absent, Client, Cloud, StackError, Stored, code_of, stored, told

RINGS: Mapping[str, str] = {"contact": "CONTACT_KEYS", "staff": "STAFF_KEYS"}  # group → its only setting
# A step keeps a secret for five minutes, and after a read that failed for up to five more; what is in no table that is
# sealed anew (readings of codes, WeChat's token) is over after two hours.
SPREAD = timedelta(hours=3)


@dataclass(frozen=True)
class Ring:
    """A ring as it is stored.  name: of its secret."""

    group: str
    name: str
    stored: Stored

    @property
    def keys(self) -> dict[int, bytes]:
        """By id, the newest first.  Raises StackError."""
        try:
            return read_ring(self.stored.values[RINGS[self.group]])
        except (KeyError, ValueError):
            raise StackError(f"{self.name} 的内容不是一串密钥：用另存的一份恢复，不要手写") from None


def ring_of(client: Client, stage: str, group: str) -> Ring:
    """Raises Absent, StackError."""
    name = secret_name(stage, group)
    return Ring(group, name, stored(client, name))


def rotate(cloud: Cloud, stage: str, group: str, *, first: bool) -> list[str]:
    """Adds a new newest key, or makes the ring; returns what to tell.

    first: there was never one.  Raises StackError.
    """
    client = cloud.client("secretsmanager")
    try:
        ring = ring_of(client, stage, group)
    except Absent:
        return _begin(client, stage, group, first=first)
    newest = max(ring.keys) + 1
    _put(client, ring, {newest: os.urandom(KEY_BYTES), **ring.keys})
    return [
        f"{ring.name}：新密钥是 {newest}，旧的还能解密；五分钟内生效，不用重新部署",
        "请立即另存一份（与 MASTER_KEY 放在一起），旧的那一份也留着",
        f"十分钟后：.venv/bin/python -m tools.on gradphoto-{stage} reseal --write；三小时后：retire",
    ]


def _begin(client: Client, stage: str, group: str, *, first: bool) -> list[str]:
    name = secret_name(stage, group)
    if not first:
        raise StackError(
            f"没有密钥 {name}。从来没有建过：加上 --first（先确定不会再退回不认识它的版本）；"
            f"建过而丢失：用另存的一份 put {stage} {group} 文件，不要新建，否则已加密的读不出来"
        )
    text = json.dumps({RINGS[group]: write_ring({1: os.urandom(KEY_BYTES)})})
    with told(f"建立密钥 {name}"):
        client.create_secret(Name=name, SecretString=text, Description=GROUPS[group].title)
    return [f"{name}：已建立，密钥是 1；五分钟内生效", "请立即另存一份（与 MASTER_KEY 放在一起）"]


def put_back(client: Client, stage: str, group: str, text: str) -> list[str]:
    """A copy of the ring takes its place; returns what to tell.  Raises Absent, StackError.

    What is stored may be no ring any more: this is how it is mended.
    """
    ring, copy, has = ring_of(client, stage, group), read_ring(text), dict[int, bytes]()
    with suppress(StackError):
        has = ring.keys
    if not copy.items() >= has.items():
        raise StackError(f"{ring.name} 中有文件里没有的密钥，没有保存：换密钥用 rotate，停用旧的用 retire")
    if copy == has:
        return [f"{ring.name}：没有变化"]
    _put(client, ring, copy)
    return [f"{ring.name}：已更新（{RINGS[group]}），五分钟内生效，不用重新部署"]


def retire(cloud: Cloud, stage: str, group: str, *, now: datetime, all_current: Callable[[str], bool]) -> list[str]:
    """Removes every key but the newest; returns what to tell.

    all_current: whether nothing of a stage is sealed with an older key any more.  Raises StackError, and removes none,
    where something is, or where a step may still seal with an older one.
    """
    client = cloud.client("secretsmanager")
    try:
        ring = ring_of(client, stage, group)
    except Absent:
        raise StackError(f"没有密钥 {secret_name(stage, group)}，没有可停用的") from None
    newest, *older = ring.keys
    if not older:
        return [f"{ring.name}：只有密钥 {newest}，没有旧的"]
    if (left := ring.stored.made_at + SPREAD - now) > timedelta():
        minutes = -(-left // timedelta(minutes=1))
        raise StackError(f"{ring.name} 刚换过：还有函数或一两小时内的内容用着旧密钥，请等 {minutes} 分钟")
    if not all_current(stage):
        raise StackError(
            "还有内容用旧密钥加密，没有停用：先运行 "
            f".venv/bin/python -m tools.on gradphoto-{stage} reseal --write，看它说的"
        )
    _put(client, ring, {newest: ring.keys[newest]})
    return [
        f"{ring.name}：已停用密钥 {'、'.join(map(str, older))}；备份和日志中用它们加密的内容，要另存的旧密钥才读得出来"
    ]


def _put(client: Client, ring: Ring, keys: Mapping[int, bytes]) -> None:
    """A version made from the one that was read.  Raises StackError if somebody else made one from it."""
    text = json.dumps({RINGS[ring.group]: write_ring(keys)})
    token = hashlib.sha256(f"after {ring.stored.version}".encode()).hexdigest()
    try:
        with told(f"更新密钥 {ring.name}"):
            client.put_secret_value(SecretId=ring.name, SecretString=text, ClientRequestToken=token)
    except StackError as error:
        if code_of(error.__cause__) == "ResourceExistsException":
            raise StackError(f"{ring.name} 刚由另一个人改过：再运行一次") from None
        raise
