"""Adds the pages to the template: a private bucket behind the APIs' own domains, so that pages and API share an origin.

`/` and every path that is not an API's come from the bucket, under the prefix of the origin (tools/web_publish.py puts
files there).  A file that the browser has already is not sent again.
"""

from __future__ import annotations

from typing import Any

from deploy.gateway_responses import FIXED, gateway_responses
from deploy.origins import CONSOLE_FOLDER, ORIGINS, SITE
from deploy.site_headers import fixed_headers

Template = dict[str, Any]

POLICY_KEY = "policy"  # the object's metadata that holds its Content-Security-Policy
S3_INTEGRATION = "arn:${AWS::Partition}:apigateway:${AWS::Region}:s3:path/${SiteBucket}"
SITE_OBJECTS = "arn:${AWS::Partition}:s3:::${SiteBucket}/%s/*"
VERSION_DAYS = 30  # for a way back to an earlier release
CONDITION = "If-None-Match"  # the ETag of the file that the browser has
SENT = {
    "Content-Type": "integration.response.header.Content-Type",
    "Cache-Control": "integration.response.header.Cache-Control",
    "ETag": "integration.response.header.ETag",
    "Content-Security-Policy": f"integration.response.header.x-amz-meta-{POLICY_KEY}",
    **{name: f"'{value}'" for name, value in fixed_headers().items()},
}


def add_site(template: Template) -> None:
    """Adds the bucket, the role with which the APIs read it, and each origin's paths; the site sends the branch on."""
    template["Resources"] |= {"SiteBucket": _bucket(), "SiteBucketPolicy": _bucket_policy(), "SiteRole": _role()}
    template["Outputs"]["SiteBucketName"] = {"Value": {"Ref": "SiteBucket"}}
    for origin in ORIGINS:
        paths = template["Resources"][origin.api]["Properties"]["DefinitionBody"]["paths"]
        paths["/"] = {"get": _operation(f"{origin.prefix}/{origin.page}")}
        paths["/{file+}"] = {"get": _operation(f"{origin.prefix}/{{file}}", variable="file")}
        if origin is SITE:
            paths[f"/{CONSOLE_FOLDER}"] = paths[f"/{CONSOLE_FOLDER}/{{file+}}"] = {"get": _to_console()}


def _bucket() -> Template:
    versions = {
        "Id": "versions",
        "Status": "Enabled",
        "NoncurrentVersionExpiration": {"NoncurrentDays": VERSION_DAYS},
        "ExpiredObjectDeleteMarker": True,
    }
    blocked = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    return {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "RetainExceptOnCreate",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "BucketName": {"Fn::Sub": "gradphoto-site-${AWS::AccountId}-${AWS::Region}-${Stage}"},
            "PublicAccessBlockConfiguration": dict.fromkeys(blocked, True),
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
            },
            "VersioningConfiguration": {"Status": "Enabled"},
            "LifecycleConfiguration": {"Rules": [versions]},
        },
    }


def _bucket_policy() -> Template:
    unencrypted = {
        "Sid": "OnlyEncryptedConnections",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [{"Fn::GetAtt": ["SiteBucket", "Arn"]}, {"Fn::Sub": "${SiteBucket.Arn}/*"}],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    document = {"Version": "2012-10-17", "Statement": [unencrypted]}
    return {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": {"Ref": "SiteBucket"}, "PolicyDocument": document},
    }


def _role() -> Template:
    gateway = {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"}
    objects = [{"Fn::Sub": SITE_OBJECTS % origin.prefix} for origin in ORIGINS]
    read = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": objects}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [gateway]},
            "Policies": [
                {"PolicyName": "read-site", "PolicyDocument": {"Version": "2012-10-17", "Statement": [read]}},
            ],
        },
    }


def _operation(key: str, variable: str | None = None) -> Template:
    """The API operation that reads one object.  Anything S3 refuses is answered as a path that does not exist."""
    absent = gateway_responses()["MISSING_AUTHENTICATION_TOKEN"]
    integration: Template = {
        "type": "aws",
        "httpMethod": "GET",
        "uri": {"Fn::Sub": f"{S3_INTEGRATION}/{key}"},
        "credentials": {"Fn::GetAtt": ["SiteRole", "Arn"]},
        "passthroughBehavior": "when_no_match",
        "requestParameters": {f"integration.request.header.{CONDITION}": f"method.request.header.{CONDITION}"},
        "responses": {
            "200": {"statusCode": "200", "responseParameters": {_header(name): value for name, value in SENT.items()}},
            "304": {"statusCode": "304", "responseParameters": {_header("ETag"): SENT["ETag"]}},
            "4\\d{2}": {
                "statusCode": "404",
                "responseParameters": {
                    _header(name): value for name, value in absent["ResponseParameters"]["Headers"].items()
                },
                "responseTemplates": absent["ResponseTemplates"],
            },
        },
    }
    operation: Template = {
        "responses": {
            "200": _response("a file", SENT),
            "304": _response("the file the browser has", ("ETag",)),
            "404": _response("absent", absent["ResponseParameters"]["Headers"]),
        },
        "x-amazon-apigateway-integration": integration,
        "parameters": [{"name": CONDITION, "in": "header", "required": False, "type": "string"}],
    }
    if variable:
        operation["parameters"] += [{"name": variable, "in": "path", "required": True, "type": "string"}]
        integration["requestParameters"] |= {f"integration.request.path.{variable}": f"method.request.path.{variable}"}
    return operation


def _to_console() -> Template:
    """Sends the browser to the console's own origin; what stands behind # goes along."""
    address = {"Fn::Sub": f"'${{ConsoleOrigin}}/{CONSOLE_FOLDER}/'"}
    sent = {"Location": address, "Cache-Control": "'no-cache'", **FIXED}
    return {
        "responses": {"302": _response("the console's address", sent)},
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "passthroughBehavior": "when_no_match",
            "requestTemplates": {"application/json": '{"statusCode": 302}'},
            "responses": {
                "302": {
                    "statusCode": "302",
                    "responseParameters": {_header(name): value for name, value in sent.items()},
                }
            },
        },
    }


def _header(name: str) -> str:
    return f"method.response.header.{name}"


def _response(text: str, headers: Any) -> Template:
    return {"description": text, "headers": {name: {"type": "string"} for name in headers}}
