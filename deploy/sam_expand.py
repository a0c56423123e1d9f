"""The SAM transform, run here: what CloudFormation would really see, without an account."""

from __future__ import annotations

import copy
from typing import Any

import boto3

Template = dict[str, Any]


def sam_expand(template: Template, region: str, partition: str) -> Template:
    """Plain CloudFormation for `template`; code packages get a placeholder place in S3."""
    from samtranslator.parser.parser import Parser  # half a second that only a package needs
    from samtranslator.translator.translator import Translator

    copied = copy.deepcopy(template)
    for resource in copied["Resources"].values():
        for key in ("CodeUri", "ContentUri"):
            uri = resource.get("Properties", {}).get(key)
            if isinstance(uri, str):
                resource["Properties"][key] = f"s3://deployment-packages/{uri.removeprefix('./')}"
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=region))
    expanded: Template = translator.translate(copied, {"AWS::Region": region, "AWS::Partition": partition})
    for resource in expanded["Resources"].values():  # the transform leaves these in any order
        if isinstance(resource.get("DependsOn"), list):
            resource["DependsOn"].sort()
    return expanded
