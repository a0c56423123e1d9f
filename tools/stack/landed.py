"""The part of a template that holds what people left with us: tables and buckets, as they were deployed last.

    python -m tools.stack.landed      → tests/deploy/landed.json, of what `make package` made; run at each release

A test deploys this, then the template of today over it: neither a table nor a bucket may be made anew.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from deploy.sam_expand import sam_expand

ROOT = Path(__file__).resolve().parents[2]
LANDED = ROOT / "tests" / "deploy" / "landed.json"
KINDS = ("AWS::DynamoDB::Table", "AWS::S3::Bucket")
CALLS = ("NotificationConfiguration",)  # of the code, which is not kept


def landed(sam: dict[str, Any]) -> dict[str, Any]:
    """The tables and buckets of a SAM template with the parameters that they name."""
    resources = {
        name: {
            key: _without(value) if key == "Properties" else value
            for key, value in one.items()
            if key not in ("DependsOn", "Condition")
        }
        for name, one in sam_expand(sam, "cn-north-1", "aws-cn")["Resources"].items()
        if one["Type"] in KINDS
    }
    text = json.dumps(resources)
    named = {*re.findall(r'"Ref": "(\w+)"', text), *re.findall(r"\${(\w+)}", text)}
    parameters = {name: one for name, one in sam["Parameters"].items() if name in named}
    return {"Parameters": parameters, "Resources": resources}


def _without(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if name not in CALLS}


def main() -> None:
    made = landed(json.loads((ROOT / "out" / "sam.json").read_text()))
    LANDED.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
