"""Runs inside the emulator's own environment: random writes and index queries, each answered by the emulator alone and
from the lists in order.  Ends with 1 at the first pair of answers that differ, otherwise prints how many were alike."""

from __future__ import annotations

import json
import random
import sys
from typing import Any

import ministack.services.dynamodb as emulator

from sandbox.cloud import index_order

alone = emulator._query
TABLE = "Table"
HASHES, TEXTS = ("a", "b"), ("", "0#", "1#x", "1#y", "2", "2#2026", "é", "\U0001f600")
SIGNS = ("=", "<", "<=", ">", ">=", "BETWEEN", "begins_with", "")


def made(name: str, kinds: dict[str, str], projection: str) -> dict[str, Any]:
    schema = [{"AttributeName": key, "KeyType": kind} for key, kind in kinds.items()]
    return {"IndexName": name, "KeySchema": schema, "Projection": {"ProjectionType": projection}}


def call(operation: str, **asked: Any) -> Any:
    handler = getattr(emulator, f"_{operation}")
    status, _, body = handler(json.loads(json.dumps(asked)))
    return status, json.loads(body)


def table() -> None:
    types = {"pk": "S", "sk": "S", "h": "S", "s": "S", "n": "N", "b": "B"}
    status, answer = call(
        "create_table",
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": kind} for key, kind in types.items()],
        GlobalSecondaryIndexes=[
            made("text", {"h": "HASH", "s": "RANGE"}, "KEYS_ONLY"),
            made("number", {"h": "HASH", "n": "RANGE"}, "ALL"),
            made("binary", {"h": "HASH", "b": "RANGE"}, "ALL"),
            made("alone", {"h": "HASH"}, "ALL"),
        ],
    )
    assert status == 200, answer


def value(dice: random.Random, kind: str) -> dict[str, str]:
    if kind == "s":
        return {"S": "".join(dice.choices(TEXTS, k=2)) or "0"}
    return (
        {"N": str(dice.choice([-3, 0, 1, 2.5, 10, 11]))}
        if kind == "n"
        else {"B": dice.choice(["AQ==", "Ag==", "/w=="])}
    )


def write(dice: random.Random) -> None:
    key = {"pk": {"S": f"p{dice.randrange(40)}"}, "sk": {"S": f"s{dice.randrange(3)}"}}
    some = {name: value(dice, name) for name in "snb" if dice.random() < 0.8}
    item = key | some | ({"h": {"S": dice.choice(HASHES)}} if dice.random() < 0.9 else {})
    match dice.randrange(6):
        case 0:
            call("delete_item", TableName=TABLE, Key=key)
        case 1:
            call("transact_write_items", TransactItems=[{"Put": {"TableName": TABLE, "Item": item}}])
        case 2:
            call("batch_write_item", RequestItems={TABLE: [{"PutRequest": {"Item": item}}]})
        case 3:
            new = {":s": value(dice, "s")}
            call("update_item", TableName=TABLE, Key=key, UpdateExpression="SET s = :s", ExpressionAttributeValues=new)
        case 4:
            call("update_item", TableName=TABLE, Key=key, UpdateExpression="REMOVE h")
        case _:
            call("put_item", TableName=TABLE, Item=item)


def question(dice: random.Random) -> dict[str, Any]:
    index = dice.choice(("text", "number", "binary", "alone"))
    names, values = {"#h": "h"}, {":h": {"S": dice.choice((*HASHES, "none"))}}
    condition, kind = "#h = :h", {"text": "s", "number": "n", "binary": "b"}.get(index)
    sign = dice.choice(SIGNS) if kind else ""
    if kind and sign:
        low, high = value(dice, kind), value(dice, kind)
        names |= {"#r": kind}
        values |= {":r": low} | ({":q": high} if sign == "BETWEEN" else {})
        said = {"BETWEEN": "#r BETWEEN :r AND :q", "begins_with": "begins_with (#r, :r)"}.get(sign, f"#r {sign} :r")
        condition = dice.choice(("{} AND {}", "({} AND {})")).format(condition, said)
    asked: dict[str, Any] = {
        "TableName": TABLE, "IndexName": index, "KeyConditionExpression": condition, "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values, "ScanIndexForward": dice.random() < 0.5,
    }  # fmt: skip
    if dice.random() < 0.7:
        asked["Limit"] = dice.randrange(1, 12)
    if dice.random() < 0.3:
        asked |= {"FilterExpression": "attribute_exists(n)"}
    if dice.random() < 0.2:
        asked |= {"Select": "COUNT"}
    return asked


def alike(asked: dict[str, Any]) -> int:
    """Pages of one question until it ends."""
    pages, start = 0, dict[str, Any]()
    while True:
        asked_now = asked | start
        expected = alone(json.loads(json.dumps(asked_now)))
        answered = index_order.query(json.loads(json.dumps(asked_now)))
        if expected != answered:
            print(asked_now, expected, answered, sep="\n")
            sys.exit(1)
        pages += 1
        last = json.loads(expected[2]).get("LastEvaluatedKey")
        if not last:
            return pages
        start = {"ExclusiveStartKey": last}


def main(seed: int, rounds: int) -> None:
    dice, pages = random.Random(seed), 0
    index_order.install()
    table()
    for number in range(rounds):
        write(dice)
        if number % 3 == 0:
            pages += alike(question(dice))
        if number % 500 == 499:  # as after a restart
            emulator._items_replaced(emulator._tables[TABLE])
    print(pages)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
