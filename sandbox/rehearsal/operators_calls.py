"""Runs in the emulator's own Python environment: what operators ask of AWS and the emulator leaves out.

A log is filtered by a field of its lines, which the emulator takes for every line; messages that were given up go back
to the queues they came from, which it does not know; an export of a table leaves files and ends.
"""

from __future__ import annotations

import gzip
import json
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

import ministack.services.cloudwatch_logs as logs
import ministack.services.dynamodb as tables
import ministack.services.s3 as buckets
import ministack.services.sqs as queues

FIELD = re.compile(r'\{ \$\.(\w+) = "([^"]*)" \}')  # the one form of such a filter that operators use
SOURCE = "DeadLetterQueueSourceArn"


def install() -> None:
    """Patches the emulator: from now on, for every log, queue and table."""
    other = logs._compile_filter_pattern
    logs._compile_filter_pattern = lambda pattern: _of_a_field(pattern or "") or other(pattern)
    queues._HANDLERS["StartMessageMoveTask"] = _move_back
    begin = tables._export_table_to_point_in_time
    tables._export_table_to_point_in_time = lambda asked: _export(begin(asked))


def _of_a_field(pattern: str) -> Callable[[str], bool] | None:
    """Whether a line is meant; None for a pattern of another form."""
    if (found := FIELD.fullmatch(pattern.strip())) is None:
        return None
    name, wanted = found.groups()

    def meant(message: str) -> bool:
        try:
            line = json.loads(message)
        except ValueError:  # the runtime's own
            return False
        return isinstance(line, dict) and line.get(name) == wanted

    return meant


def _move_back(asked: dict[str, Any], url: str) -> dict[str, str]:
    """At once, which AWS does in its own time.  What came by no queue stays."""
    left = queues._queue_by_arn(asked["SourceArn"])
    for message in left["messages"][:]:
        if source := queues._queue_by_arn(message.get("sys", {}).get(SOURCE, "")):
            again = {"receive_count": 0, "receipt_handle": None, "visible_at": time.time()}
            source["messages"].append(message | again)
            left["messages"].remove(message)
    queues.esm_wake.set()
    return {"TaskHandle": secrets.token_hex(16)}


def _export(begun: tuple[int, dict[str, str], bytes]) -> tuple[int, dict[str, str], bytes]:
    """Write the files of an export that was only noted, and mark it completed.  Return AWS's first answer.

    The emulator keeps no past: the table is exported as it is now, whatever moment was named.
    """
    if begun[0] != 200:
        return begun
    export = tables._exports[json.loads(begun[2])["ExportDescription"]["ExportArn"]]
    prefix = f"{export['S3Prefix']}/" if "S3Prefix" in export else ""
    folder = f"{prefix}AWSDynamoDB/{export['ExportArn'].rpartition('/')[2]}"
    partitions = tables._tables[tables._table_name_from_arn(export["TableArn"])]["items"].values()
    lines = [json.dumps({"Item": item}) for partition in partitions for item in partition.values()]
    data = f"{folder}/data/{secrets.token_hex(8)}.json.gz"
    manifest = json.dumps({"itemCount": len(lines), "dataFileS3Key": data})
    for key, body in (
        (data, gzip.compress("\n".join(lines).encode())),
        (f"{folder}/manifest-files.json", manifest.encode()),
    ):
        buckets._put_object(export["S3Bucket"], key, body, {"content-length": str(len(body))})
    export |= {"ExportStatus": "COMPLETED", "EndTime": time.time(), "ExportManifest": f"{folder}/manifest-summary.json"}
    return begun
