"""A firewall before both APIs, where the deployment wants one: a network that asks more than so often is shut out.

It is off unless asked for: it costs by the month and by the request, and a school's students share one address, so the
figure must be far above the busiest school's.
"""

from __future__ import annotations

from typing import Any

from deploy.origins import ORIGINS

Template = dict[str, Any]

# Requests of one network in five minutes.  A branch's worst five minutes in one school are 11 orders a second with 24
# requests each, 79,200, and as many again for what its pages ask while they wait.
ADVISED = 200_000
ACL, CONDITION = "NetworkLimit", "HasWafRate"


def add_web_acl(template: Template) -> None:
    """Adds the parameter WafRate, the firewall and what puts it before each API in place."""
    template["Parameters"]["WafRate"] = {
        "Type": "String",
        "Default": "0",
        "AllowedPattern": "0|[1-9][0-9]{3,8}",  # fewer than a thousand would shut out a class
        "ConstraintDescription": "0, or requests in five minutes, at least 1000",
        "Description": f"Requests in 5 minutes beyond which a network is shut out ({ADVISED} advised); 0: no firewall.",
    }
    template["Conditions"][CONDITION] = {"Fn::Not": [{"Fn::Equals": [{"Ref": "WafRate"}, "0"]}]}
    resources = template["Resources"]
    resources[ACL] = {
        "Type": "AWS::WAFv2::WebACL",
        "Condition": CONDITION,
        "Properties": {
            "Name": {"Fn::Sub": "gradphoto-${Stage}"},
            "Scope": "REGIONAL",
            "DefaultAction": {"Allow": {}},
            "VisibilityConfig": _told("All"),
            "Rules": [
                {
                    "Name": "each-network",
                    "Priority": 0,
                    "Action": {"Block": {}},
                    "Statement": {"RateBasedStatement": {"Limit": {"Ref": "WafRate"}, "AggregateKeyType": "IP"}},
                    "VisibilityConfig": _told("EachNetwork"),
                }
            ],
        },
    }
    stage = "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${%s}/stages/${%s.Stage}"
    for origin in ORIGINS:
        resources[f"{origin.api}{ACL}"] = {
            "Type": "AWS::WAFv2::WebACLAssociation",
            "Condition": CONDITION,
            "Properties": {
                "ResourceArn": {"Fn::Sub": stage % (origin.api, origin.api)},
                "WebACLArn": {"Fn::GetAtt": [ACL, "Arn"]},
            },
        }


def _told(name: str) -> Template:
    """What is kept of it: figures, and no sample of a request, which has its address and its session."""
    return {"CloudWatchMetricsEnabled": True, "SampledRequestsEnabled": False, "MetricName": name}
