"""Runs the SAM transform locally: shows the template that CloudFormation would get, without an AWS account."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import boto3

Template = dict[str, Any]


def sam_expand(
    template: Template, region: str, partition: str, parameters: Mapping[str, str] = MappingProxyType({})
) -> Template:
    """`template` as plain CloudFormation; code packages get a placeholder URI in S3.

    parameters: values of the template's parameters; where one is absent its default is read.
    """
    from samtranslator.parser.parser import Parser  # takes half a second
    from samtranslator.translator.translator import Translator

    copied = copy.deepcopy(template)
    for resource in copied["Resources"].values():
        for key in ("CodeUri", "ContentUri"):
            uri = resource.get("Properties", {}).get(key)
            if isinstance(uri, str) and uri.startswith("./"):
                resource["Properties"][key] = f"s3://deployment-packages/{uri.removeprefix('./')}"
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=region))
    values = {"AWS::Region": region, "AWS::Partition": partition, **parameters}
    expanded: Template = translator.translate(copied, values)
    for resource in expanded["Resources"].values():  # the transform's order is random
        if isinstance(resource.get("DependsOn"), list):
            resource["DependsOn"].sort()
    return expanded
