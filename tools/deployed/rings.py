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

from chalicelib.shared.config.key_ring import CLOSED, KEY_BYTES, OPEN, read_ring, write_ring
from chalicelib.shared.settings_reader import secret_name
from tools.deployed.secret_groups import GROUPS
from tools.deployed.stack import Absent, Client, Cloud, StackError, Stored, code_of, stored, told

RINGS: Mapping[str, str] = {"contact": "CONTACT_KEYS", "staff": "STAFF_KEYS"}  # group → its ring
KEY_0: Mapping[str, str] = {"contact": "CONTACT_KEY_0", "staff": "STAFF_KEY_0"}  # group → whether key 0 stands below it
# A step keeps a secret for five minutes, and after a read that failed for up to five more; what is in no table that is
# sealed anew (readings of codes, WeChat's token) is over after two hours.
SPREAD = timedelta(hours=3)
LONGEST_STEP = timedelta(minutes=15)  # Lambda ends whatever runs longer


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

    @property
    def closed(self) -> bool:
        """Whether key 0 is retired."""
        return self.stored.values.get(KEY_0[self.group]) == CLOSED

    @property
    def older(self) -> list[int]:
        """Ids of the keys that only open, the newer first.  Raises StackError."""
        return [*list(self.keys)[1:], *([] if self.closed else [0])]


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
    _put(client, ring, {newest: os.urandom(KEY_BYTES), **ring.keys}, closed=ring.closed)
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


def put_back(client: Client, stage: str, group: str, values: Mapping[str, str]) -> list[str]:
    """A copy of the ring takes its place; returns what to tell.  Raises Absent, StackError.

    What is stored may be no ring any more: this is how it is mended.  Key 0 stays retired, whatever was true when the
    copy was made, unless the copy says that it is open; and no copy retires it, as nobody counts what it sealed.
    """
    ring, copy, has = ring_of(client, stage, group), read_ring(values[RINGS[group]]), dict[int, bytes]()
    key_0 = values.get(KEY_0[group], "")
    closed = key_0 == CLOSED or (ring.closed and key_0 != OPEN)
    with suppress(StackError):
        has = ring.keys
    if not copy.items() >= has.items():
        raise StackError(f"{ring.name} 中有文件里没有的密钥，没有保存：换密钥用 rotate，停用旧的用 retire")
    if has and closed and not ring.closed:
        raise StackError(
            f"{ring.name} 的密钥 0 还能解密，文件里的 {KEY_0[group]} 是 {CLOSED}，没有保存："
            f"去掉这一项再保存，停用用 retire {stage} {group}"
        )
    if (copy, closed) == (has, ring.closed):
        return [f"{ring.name}：没有变化"]
    _put(client, ring, copy, closed=closed)
    said = [f"{ring.name}：已更新（{RINGS[group]}），五分钟内生效，不用重新部署"]
    if ring.closed and not closed:
        said.append(f"密钥 0 又能解密；用完以后再运行 retire {stage} {group}")
    return said


def retire(
    cloud: Cloud,
    stage: str,
    group: str,
    *,
    now: datetime,
    all_current: Callable[[str], bool],
    pause: Callable[[timedelta], None],
) -> list[str]:
    """Removes every key but the newest, key 0 as well; returns what to tell.

    all_current: whether nothing of a stage is sealed with an older key any more; pause: waits so long, and says so.
    It is asked twice: a step that read an item before it was sealed anew may put the older text back behind the first
    count.  Raises StackError, and removes none, where something is left, or where a step may still seal with an older
    one.
    """
    client = cloud.client("secretsmanager")
    try:
        ring = ring_of(client, stage, group)
    except Absent:
        raise StackError(f"没有密钥 {secret_name(stage, group)}，没有可停用的") from None
    newest, older = max(ring.keys, default=0), ring.older
    if not newest:
        raise StackError(f"{ring.name} 中没有密钥，只有密钥 0 在加密，不能停用：先 rotate")
    if not older:
        return [f"{ring.name}：只有密钥 {newest}，没有旧的"]
    if (left := ring.stored.made_at + SPREAD - now) > timedelta():
        minutes = -(-left // timedelta(minutes=1))
        raise StackError(f"{ring.name} 刚换过：还有函数或一两小时内的内容用着旧密钥，请等 {minutes} 分钟")
    _require_all_current(stage, all_current)
    pause(LONGEST_STEP)
    _require_all_current(stage, all_current)
    _put(client, ring, {newest: ring.keys[newest]}, closed=True)
    return [
        f"{ring.name}：已停用密钥 {'、'.join(map(str, older))}；备份和日志中用它们加密的内容，要另存的旧密钥才读得出来",
        "请再另存一份现在的",
    ]


def _require_all_current(stage: str, all_current: Callable[[str], bool]) -> None:
    if not all_current(stage):
        raise StackError(
            "还有内容用旧密钥加密，没有停用：先运行 "
            f".venv/bin/python -m tools.on gradphoto-{stage} reseal --write，看它说的"
        )


def _put(client: Client, ring: Ring, keys: Mapping[int, bytes], *, closed: bool) -> None:
    """A version made from the one that was read.  Raises StackError if somebody else made one from it."""
    key_0 = {KEY_0[ring.group]: CLOSED} if closed else {}
    text = json.dumps({RINGS[ring.group]: write_ring(keys), **key_0})
    token = hashlib.sha256(f"after {ring.stored.version}".encode()).hexdigest()
    try:
        with told(f"更新密钥 {ring.name}"):
            client.put_secret_value(SecretId=ring.name, SecretString=text, ClientRequestToken=token)
    except StackError as error:
        if code_of(error.__cause__) == "ResourceExistsException":
            raise StackError(f"{ring.name} 刚由另一个人改过：再运行一次") from None
        raise
