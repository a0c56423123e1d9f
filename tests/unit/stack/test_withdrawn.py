"""A right to a secret goes one release after its last use, or the version before ends while it is still called."""

from __future__ import annotations

from typing import Any

from tools.stack.withdrawn import withdrawn

MASTER = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:gradphoto/${Stage}/master-??????"


def template(**rights: dict[str, str]) -> dict[str, Any]:
    """rights: by role, the groups that a statement of that name lets it read."""
    return {
        "Resources": {
            "Orders": {"Type": "AWS::DynamoDB::Table", "Properties": {}},
            **{
                role: {
                    "Type": "AWS::IAM::Role",
                    "Properties": {
                        "Policies": [
                            {
                                "PolicyDocument": {
                                    "Statement": [
                                        {"Effect": "Allow", "Action": "logs:*", "Resource": "*"},
                                        *(
                                            {"Sid": sid, "Resource": {"Fn::Sub": MASTER.replace("master", group)}}
                                            for sid, group in named.items()
                                        ),
                                    ]
                                }
                            }
                        ]
                    },
                }
                for role, named in rights.items()
            },
        }
    }


def test_what_the_standing_version_uses_is_missed() -> None:
    standing = template(Expire={"Secrets": "master", "Wxpay": "wxpay"}, Pay={"Secrets": "master"})
    assert withdrawn(standing, template(Expire={"Secrets": "wxpay"}, Pay={"Secrets": "master"})) == {
        ("Expire", "master")
    }


def test_what_it_has_for_the_version_before_alone_may_go() -> None:
    standing = template(Expire={"MasterForTheVersionBefore": "master"})
    assert withdrawn(standing, template(Expire={})) == set()


def test_what_is_kept_for_the_version_before_is_there_for_it() -> None:
    kept = template(Expire={"MasterForTheVersionBefore": "master"})
    assert withdrawn(template(Expire={"Secrets": "master"}), kept) == set()


def test_a_role_that_is_gone_misses_nothing() -> None:
    assert withdrawn(template(Gone={"Secrets": "master"}), template()) == set()
