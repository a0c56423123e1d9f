"""From where the console is called: from everywhere, or from the networks that the deployment names.

The policy is always there, or taking the list away would have to delete it.  It stands under Auth, where the transform
writes a parameter's value into the definition: another list is another definition, which is deployed anew.
"""

from __future__ import annotations

from typing import Any

from deploy.origins import CONSOLE

Template = dict[str, Any]

_V4, _V6 = r"[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}", r"[0-9a-fA-F:]+/[0-9]{1,3}"
EVERYWHERE = ["0.0.0.0/0", "::/0"]


def limit_networks(template: Template) -> None:
    """Adds the parameter ConsoleNetworks and the console's policy in place."""
    template["Parameters"]["ConsoleNetworks"] = {
        "Type": "String",
        "Default": "",
        "AllowedPattern": f"|({_V4}|{_V6})(,({_V4}|{_V6}))*",
        "ConstraintDescription": "networks as in 203.0.113.0/24, with commas between them",
        "Description": "Networks (CIDR, commas between them) that the console is called from; empty: from everywhere.",
    }
    template["Conditions"]["HasConsoleNetworks"] = {"Fn::Not": [{"Fn::Equals": [{"Ref": "ConsoleNetworks"}, ""]}]}
    listed = {"Fn::Split": [",", {"Ref": "ConsoleNetworks"}]}
    networks = {"Fn::If": ["HasConsoleNetworks", listed, EVERYWHERE]}
    call = {"Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
    statements = [
        {"Effect": "Allow", **call},
        {"Effect": "Deny", **call, "Condition": {"NotIpAddress": {"aws:SourceIp": networks}}},
    ]
    template["Resources"][CONSOLE.api]["Properties"]["Auth"] = {"ResourcePolicy": {"CustomStatements": statements}}
