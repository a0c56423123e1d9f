"""The product's secrets in the emulator's Secrets Manager, one for each group, as a deployment has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cached_property
from typing import Any


class SecretGroups:
    """The secrets of the settings by group.  The product is imported at the first use."""

    def __init__(self, client: Any) -> None:
        self._client = client

    @cached_property
    def _groups(self) -> Mapping[str, str]:
        """Setting → group, for every setting that is secret."""
        from chalicelib.shared.settings import AllSettings, group_of

        return {field.name.upper(): group for field in fields(AllSettings) if (group := group_of(field))}

    def put(self, env: Mapping[str, str], *groups: str) -> None:
        """Stores the secrets of these groups, or of all.  env: every setting by name."""
        from chalicelib.shared.settings_reader import secret_name

        for group in groups or sorted(set(self._groups.values())):
            values = {name: env[name] for name, own in self._groups.items() if own == group and name in env}
            self._put(secret_name(env["STAGE"], group), json.dumps(values))

    def _put(self, name: str, text: str) -> None:
        try:
            self._client.create_secret(Name=name, SecretString=text)
        except self._client.exceptions.ResourceExistsException:
            self._client.put_secret_value(SecretId=name, SecretString=text)

    def others(self, env: Mapping[str, str]) -> dict[str, str]:
        """The settings that are no secret."""
        return {name: value for name, value in env.items() if name not in self._groups}
