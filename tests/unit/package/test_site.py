"""The published site: addresses that never change what they name, and the paths that lead to them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.api.headers import SAFE
from deploy.console_api import add_console_api
from deploy.site_headers import (
    CAPTCHA_HOSTS,
    FOREVER,
    NEWEST,
    content_policy,
    content_type,
    fixed_headers,
    uses_captcha,
)
from deploy.site_template import add_site
from deploy.template_checks import statement_faults
from tools.deployed.stack import StackError
from tools.site.security_txt import NoContact, security_txt
from tools.stack.pages import check
from tools.web_client import stale
from tools.web_publish import WEB, File, files, placed, write
from tools.web_vendor import changed

STORAGE = "https://photos.example"
KNOWN = {"integration.request.header.If-None-Match": "method.request.header.If-None-Match"}
HTML = '<link rel="stylesheet" href="/base.css"><script type="module" src="/app.js"></script>'


@pytest.fixture(scope="module")
def published() -> dict[str, File]:
    return {file.key: file for file in files(STORAGE)}


def test_pages_are_asked_for_and_the_rest_is_kept(published: dict[str, File]) -> None:
    newest = {key for key, file in published.items() if file.cache == NEWEST}
    folders = {f"{folder}{end}" for folder in ("staff", "p") for end in ("", "/", "/index.html")}
    assert newest == {"index.html", "settings.json"} | folders
    kept = {key for key, file in published.items() if file.cache == FOREVER}
    assert kept | newest == set(published)
    assert all(re.search(r"\.[0-9a-f]{10}\.(js|css|svg|txt)$", key) for key in kept)
    assert not any(name in key for key in published for name in ("vendor.json", "tsconfig.json"))


def test_whatever_is_named_was_published_before(published: dict[str, File]) -> None:
    place = {key: place for place, key in enumerate(published)}
    for key, file in published.items():
        named = references(key, file.data.decode())
        assert len(named) >= (4 if key.endswith("/") or ".html" in key else 0)
        for name in named:
            assert place.get(name, len(place)) < place[key], f"{key} names {name}"


def references(key: str, text: str) -> list[str]:
    """What a file names, as addresses of the site."""
    if key.endswith(".js"):
        assert not re.search(r"`\.{1,2}/[^`$]*\$\{(?!\{)", text), (
            "one of a folder's files, chosen by a name without a hash"
        )
        beside = re.findall(r"""['"`](\.{1,2}/[^'"`$\s]+\.\w+)['"`]""", text)
        chosen = [
            f"{folder}{stem}{suffix}"
            for folder, table, suffix in re.findall(r"`(\.{1,2}/[^`$]*)\$\{\{([^}]+)\}\[\w+\]\}(\.\w+)`", text)
            for stem in re.findall(r':"([^"]+)"', table)
        ]
        return [str(Path("/", key, "..", name).resolve())[1:] for name in beside + chosen]
    return re.findall(r'(?:href|src)="/([^"]+)"', text)


def test_every_page_of_the_routes_is_there() -> None:
    for site, least in (("student", 18), ("staff", 18), ("teacher", 3)):
        routes = (WEB / site / "routes.js").read_text()
        names = re.findall(r"^  \['/[^']*', '(\w+)'", routes, re.MULTILINE)
        assert len(names) >= least
        assert {f"{name}.js" for name in names} == {path.name for path in (WEB / site / "pages").glob("*.js")}


def release(folder: Path, storage: str = STORAGE, **changed: str) -> dict[str, bytes]:
    """A small site with some files changed: what is published by its address."""
    texts = {
        "index.html": HTML,
        "app.js": "import './parts/shell.js';",
        "parts/shell.js": "say(1);",
        "base.css": "a{}",
    } | {name.replace("__", "/").replace("_", "."): text for name, text in changed.items()}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return {file.key: file.data for file in files(storage, folder)}


def test_a_change_renames_what_leads_to_it_and_nothing_else(tmp_path: Path) -> None:
    before, after = release(tmp_path), release(tmp_path, parts__shell_js="say(2);")
    assert {key.split(".")[0] for key in set(after) - set(before)} == {"app"}
    assert before["index.html"] != after["index.html"]
    assert release(tmp_path) == before


def test_another_policy_makes_another_page(tmp_path: Path) -> None:
    before, after = release(tmp_path), release(tmp_path, "https://other.example")
    assert set(before) == set(after)
    assert [key for key in before if before[key] != after[key]] == ["index.html"]


def test_a_folder_has_its_page(tmp_path: Path) -> None:
    (tmp_path / "staff").mkdir()
    (tmp_path / "staff" / "index.html").write_text('<script type="module" src="/staff/app.js"></script>')
    (tmp_path / "staff" / "app.js").write_text("export {};")
    found = {file.key: file for file in files(STORAGE, tmp_path)}
    assert {"staff", "staff/", "staff/index.html"} <= set(found)
    assert re.search(rb'src="/staff/app.[0-9a-f]{10}.js"', found["staff"].data)


def test_a_release_leaves_the_files_of_the_last(tmp_path: Path) -> None:
    source, out = tmp_path / "web", tmp_path / "site"
    before = release(source)
    write(STORAGE, out, source)
    after = release(source, app_js="import './parts/shell.js'; say(2);")
    write(STORAGE, out, source)
    site = out / "site"
    there = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.*")}
    assert there == before | after


def test_each_origin_gets_its_own_pages_and_what_both_share() -> None:
    keys = defaultdict(set)
    for origin, file in placed(STORAGE):
        keys[origin.prefix].add(file.key.split("/")[0])
    assert keys["console"] == {"staff", "shared", "settings.json", ".well-known"}
    assert keys["site"] == {".well-known", "index.html", "student", "teacher", "p", "shared", "settings.json"}


def test_both_origins_say_whom_to_tell_of_a_hole() -> None:
    """RFC 9116: a contact, and an end that is ahead and less than a year away."""
    told = {origin.prefix: file for origin, file in placed(STORAGE) if file.key == ".well-known/security.txt"}
    assert told.keys() == {"site", "console"}
    for file in told.values():
        assert (file.cache, content_type(file.key)) == (NEWEST, "text/plain; charset=utf-8")
        fields = dict(line.split(": ", 1) for line in file.data.decode().splitlines())
        assert fields["Contact"] == json.loads((WEB / "settings.json").read_text())["security"]
        assert timedelta() < datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC) < timedelta(days=365)


def test_the_file_is_written_anew_with_each_release() -> None:
    first, later = (security_txt("mailto:x@y.cn", datetime(year, 11, 29, 8, tzinfo=UTC)) for year in (2026, 2027))
    assert b"Expires: 2027-11-28T08:00:00Z\n" in first
    assert b"Expires: 2028-11-27T08:00:00Z\n" in later


@pytest.mark.parametrize("contact", ["", "x@y.cn", "http://y.cn", "mailto:x@y.cn\nExpires: 2099-01-01T00:00:00Z"])
def test_nothing_is_published_without_somebody_to_tell(contact: str, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"security": contact} if contact else {}))
    with pytest.raises(NoContact, match=r"web/settings\.json"):
        list(placed(STORAGE, tmp_path))
    with pytest.raises(StackError, match=r"web/settings\.json"):
        check(tmp_path)


@pytest.fixture
def template() -> dict[str, Any]:
    """The two APIs with a route each, and the pages."""
    paths: dict[str, Any] = {"/api/me": {}, "/api/staff/me": {}}
    api = {"Properties": {"DefinitionBody": {"info": {"title": "small"}, "paths": paths}}}
    made: dict[str, Any] = {"Resources": {"RestAPI": api}, "Outputs": {}}
    add_console_api(made)
    add_site(made)
    return made


def paths_of(template: dict[str, Any], api: str) -> dict[str, Any]:
    return dict(template["Resources"][api]["Properties"]["DefinitionBody"]["paths"])


def test_each_api_has_its_own_routes_and_pages(template: dict[str, Any]) -> None:
    site, console = paths_of(template, "RestAPI"), paths_of(template, "ConsoleAPI")
    assert set(site) == {"/api/me", "/", "/{file+}", "/staff", "/staff/{file+}"}
    assert set(console) == {"/api/staff/me", "/", "/{file+}"}
    uris = {
        paths[path]["get"]["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"].rpartition("${SiteBucket}/")[2]
        for paths in (site, console)
        for path in ("/", "/{file+}")
    }
    assert uris == {"site/index.html", "site/{file}", "console/staff/index.html", "console/{file}"}
    (apart,) = template["Rules"]["TwoOrigins"]["Assertions"]
    assert apart["Assert"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "ConsoleOrigin"}, {"Ref": "WebOrigin"}]}]}


def test_the_site_sends_the_branch_to_its_own_origin(template: dict[str, Any]) -> None:
    for path in ("/staff", "/staff/{file+}"):
        operation = paths_of(template, "RestAPI")[path]["get"]
        answer = operation["x-amazon-apigateway-integration"]["responses"]["302"]
        place = answer["responseParameters"]["method.response.header.Location"]
        assert place == {"Fn::Sub": "'${ConsoleOrigin}/staff/'"}
        assert set(operation["responses"]) == {"302"}


def test_the_api_reads_the_pages_and_nothing_else(template: dict[str, Any]) -> None:
    role = template["Resources"]["SiteRole"]["Properties"]
    (statement,) = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert list(statement_faults(statement)) == []
    assert statement["Action"] == ["s3:GetObject"]
    assert [one["Fn::Sub"].partition(":::")[2] for one in statement["Resource"]] == [
        "${SiteBucket}/site/*",
        "${SiteBucket}/console/*",
    ]
    pages = [paths_of(template, api)[path]["get"] for api in ("RestAPI", "ConsoleAPI") for path in ("/", "/{file+}")]
    for operation in pages:
        reading = operation["x-amazon-apigateway-integration"]
        assert reading["requestParameters"].items() >= KNOWN.items()
        assert {"in": "header", "name": "If-None-Match"}.items() <= operation["parameters"][0].items()
        answers = reading["responses"]
        assert answers["304"]["responseParameters"] == {
            "method.response.header.ETag": "integration.response.header.ETag"
        }
        assert set(operation["responses"]) == {"200", "304", "404"}
        told = set(answers["200"]["responseParameters"])
        assert {f"method.response.header.{name}" for name in operation["responses"]["200"]["headers"]} == told
        assert json.loads(answers["4\\d{2}"]["responseTemplates"]["application/json"])["error"]["code"] == "not_found"


def test_the_policy_lets_nothing_in_but_us_and_the_storage() -> None:
    policy = content_policy("https://photos.example")
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'self'; ")
    assert policy.count("https://photos.example") == 2


def test_the_policy_lets_tencents_captcha_in_where_the_branch_says_so(tmp_path: Path) -> None:
    assert not uses_captcha(WEB)
    assert not uses_captcha(tmp_path)
    (tmp_path / "settings.json").write_text('{"captcha": "tencent"}')
    assert uses_captcha(tmp_path)
    without, policy = content_policy("https://photos.example"), content_policy("https://photos.example", captcha=True)
    assert "tencent" not in without + policy
    assert "qcloud" not in without
    more = set(policy.split("; ")) - set(without.split("; "))
    hosts = " ".join(CAPTCHA_HOSTS)
    assert more == {f"script-src 'self' {hosts}", f"frame-src 'self' {hosts}"}
    assert all(host.startswith("https://turing.captcha.") for host in CAPTCHA_HOSTS)
    assert "unsafe" not in policy


def test_a_page_is_asked_for_encrypted_and_asks_the_device_for_its_camera_alone(template: dict[str, Any]) -> None:
    headers = fixed_headers()
    assert int(headers["Strict-Transport-Security"].removeprefix("max-age=")) >= 365 * 86_400
    assert (headers["X-Content-Type-Options"], headers["Cross-Origin-Opener-Policy"]) == ("nosniff", "same-origin")
    asked = dict(one.split("=") for one in headers["Permissions-Policy"].split(", "))
    assert {name for name, who in asked.items() if who != "()"} == {"camera"}
    assert asked["camera"] == "(self)"
    for path, code in (("/", "200"), ("/{file+}", "200"), ("/", "4\\d{2}"), ("/staff", "302")):
        integration = paths_of(template, "RestAPI")[path]["get"]["x-amazon-apigateway-integration"]
        sent = integration["responses"][code]["responseParameters"]
        wanted = headers if code == "200" else SAFE
        assert (
            sent.items() >= {f"method.response.header.{name}": f"'{value}'" for name, value in wanted.items()}.items()
        )


def test_what_is_generated_and_vendored_is_up_to_date() -> None:
    assert stale() == []
    assert changed() == []
