"""What a statement of a policy may not say."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.template_checks import statement_faults


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("dynamodb:*", {"Fn::GetAtt": ["OrdersTable", "Arn"]}),
        ("*", {"Fn::GetAtt": ["OrdersTable", "Arn"]}),
        ("dynamodb:Query", "*"),
        ("dynamodb:Query", ["arn:aws:dynamodb:eu-west-1:1:table/orders", "*"]),
        ("dynamodb:Query", {"Fn::Sub": "${OrdersTable.Arn}/index/*"}),
        ("s3:GetObject", {"Fn::Sub": "arn:${AWS::Partition}:s3:::photos/*"}),
        ("s3:GetObject", {"Fn::Sub": "arn:${AWS::Partition}:s3:::photos-*/in/*"}),
        ("logs:PutLogEvents", {"Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*"}),
    ],
)
def test_a_star_is_found(action: str, resource: Any) -> None:
    assert list(statement_faults({"Effect": "Allow", "Action": [action], "Resource": resource}))


def test_a_statement_that_names_what_is_left_out_is_found() -> None:
    assert list(statement_faults({"Effect": "Allow", "NotAction": ["s3:GetObject"], "Resource": "arn:aws:s3:::a/b/c"}))
