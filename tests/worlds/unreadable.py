"""An account whose sealed texts do not open."""

from __future__ import annotations

import base64
import json
from typing import Any

from chalicelib.wire import wire
from tests.worlds.app import World

NOISE = base64.b64encode(bytes(40)).decode()  # opens with no key


def spoil(world: World, person_id: str, **more: str) -> None:
    """Somebody writes over the account's sealed texts.  more: what of it is different, too."""
    database, table = world.box.aws_client("dynamodb"), str(wire().settings.people_table)
    at: Any = {"pk": {"S": f"P#{person_id}"}, "sk": {"S": "PROFILE"}}
    item = database.get_item(TableName=table, Key=at, ConsistentRead=True)["Item"]
    body = json.loads(item["body"]["S"]) | {"phone": NOISE, "profile": NOISE, **more}
    database.put_item(TableName=table, Item=item | {"body": {"S": json.dumps(body)}})
