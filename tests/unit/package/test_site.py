"""The published site: addresses that never change what they name, and the paths that lead to them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tools.site_template import add_site
from tools.template_checks import statement_faults
from tools.web_client import stale
from tools.web_headers import FOREVER, NEWEST, content_policy
from tools.web_publish import WEB, File, digest, files
from tools.web_vendor import changed


@pytest.fixture(scope="module")
def published() -> dict[str, File]:
    return {file.key: file for file in files()}


def test_pages_are_asked_for_and_the_rest_is_kept(published: dict[str, File]) -> None:
    assert published["index.html"].cache == NEWEST
    assert published["settings.json"].cache == NEWEST
    kept = {key for key, file in published.items() if file.cache == FOREVER}
    assert len({key.split("/")[1] for key in kept}) == 1
    assert all(re.match(r"v/[0-9a-f]{16}/", key) for key in kept)
    assert "vendor.json" not in published


def test_a_page_names_only_what_is_published(published: dict[str, File]) -> None:
    page = published["index.html"].data.decode()
    named = re.findall(r'(?:href|src)="/([^"]+)"', page)
    assert len(named) > 10
    assert set(named) <= set(published)


def test_modules_name_only_what_is_published(published: dict[str, File]) -> None:
    for key, file in published.items():
        if key.endswith(".js"):
            for other in re.findall(r"""(?:from|import)\s*\(?['"](\.[^'"`]+)['"]""", file.data.decode()):
                parts = [*key.split("/")[:-1], *other.split("/")]
                assert str(Path("/", *parts).resolve())[1:] in published, f"{key} imports {other}"


def test_every_page_of_the_routes_is_there() -> None:
    routes = (WEB / "student" / "routes.js").read_text()
    names = re.findall(r"^  \['/[^']*', '(\w+)'", routes, re.MULTILINE)
    assert len(names) >= 18
    assert {f"{name}.js" for name in names} == {path.name for path in (WEB / "student" / "pages").glob("*.js")}


def test_any_change_makes_another_version() -> None:
    assert digest({"a.js": b"1"}) != digest({"a.js": b"2"})
    assert digest({"a.js": b"1"}) != digest({"b.js": b"1"})
    assert digest({"a": b"1", "b": b"2"}) == digest({"b": b"2", "a": b"1"})


def test_a_folder_has_its_page(tmp_path: Path) -> None:
    (tmp_path / "staff").mkdir()
    (tmp_path / "staff" / "index.html").write_text('<script src="/staff/app.js"></script>')
    (tmp_path / "staff" / "app.js").write_text("export {};")
    found = {file.key: file for file in files(tmp_path)}
    assert {"staff", "staff/", "staff/index.html"} <= set(found)
    assert re.search(rb'src="/v/[0-9a-f]{16}/staff/app.js"', found["staff"].data)


def test_the_api_reads_the_site_and_nothing_else() -> None:
    template: dict[str, Any] = {
        "Resources": {"RestAPI": {"Properties": {"DefinitionBody": {"paths": {"/api/me": {}}}}}}, "Outputs": {},
    }  # fmt: skip
    add_site(template)
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    assert set(paths) == {"/api/me", "/", "/{file+}"}
    role = template["Resources"]["SiteRole"]["Properties"]
    (statement,) = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert list(statement_faults(statement)) == []
    assert statement["Action"] == ["s3:GetObject"]
    for operation in (paths["/"]["get"], paths["/{file+}"]["get"]):
        answers = operation["x-amazon-apigateway-integration"]["responses"]
        told = set(answers["200"]["responseParameters"])
        assert {f"method.response.header.{name}" for name in operation["responses"]["200"]["headers"]} == told
        assert json.loads(answers["4\\d{2}"]["responseTemplates"]["application/json"])["error"]["code"] == "not_found"


def test_the_policy_lets_nothing_in_but_us_and_the_storage() -> None:
    policy = content_policy("https://photos.example")
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'self'; ")
    assert policy.count("https://photos.example") == 2


def test_what_is_generated_and_vendored_is_up_to_date() -> None:
    assert stale() == []
    assert changed() == []
