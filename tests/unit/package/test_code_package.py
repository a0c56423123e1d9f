"""Trees, zips and their limits."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
import zipfile
from importlib.util import cache_from_source, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from chalice.utils import to_cfn_resource_name

from chalicelib.shared.settings import STEPS
from deploy.bytecode import compile_tree
from deploy.code_package import LIMITS, MIB, MOST_ZIPPED, PackedZip, check_size, check_zipped, pack, pack_code
from deploy.prune import is_unused, prune
from deploy.step_template import CORE, LAYERS, PHOTO, name_releases
from deploy.wheels import PackagingError, unmet_requirements
from tools import package as package_tool


def distribution(tree: Path, name: str, version: str, *requires: str) -> None:
    info = tree / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    needs = [f"Requires-Dist: {one}" for one in requires]
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *needs]
    (info / "METADATA").write_text("\n".join(lines) + "\n")


def test_a_function_over_the_limit_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "huge.so").open("wb") as huge:
        huge.truncate(110 * MIB)  # sparse: nothing is written
    tree = PackedZip(tmp_path / "layer.zip", 0, sum(path.stat().st_size for path in tmp_path.iterdir()))
    check_size("Decode", [tree], "arm64")
    with pytest.raises(PackagingError, match=r"Decode: 220.0 MiB unzipped on arm64, the limit is 200"):
        check_size("Decode", [tree, tree], "arm64")
    check_size("Decode", [tree, tree], "x86_64")
    with pytest.raises(PackagingError, match="the limit is 225"):
        check_size("Decode", [tree, tree, PackedZip(tmp_path, 0, 5 * MIB + 1)], "x86_64")


def test_a_zip_that_every_start_fetches_stays_small(tmp_path: Path) -> None:
    check_zipped(PackedZip(tmp_path / "core.zip", MOST_ZIPPED["core.zip"], 0))
    check_zipped(PackedZip(tmp_path / "opencv-layer.zip", MOST_ZIPPED["core.zip"] + 1, 0))
    with pytest.raises(PackagingError, match=r"core.zip: 19.0 MB zipped, the limit is 19"):
        check_zipped(PackedZip(tmp_path / "core.zip", MOST_ZIPPED["core.zip"] + 1, 0))


def test_no_limit_is_above_what_lambda_takes() -> None:
    assert max(LIMITS.values()) < 250 * MIB


def test_an_oversized_tree_fails_the_packaging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code/a.py").write_text("x = 1\n" * 1000)
    packed = pack(tmp_path / "code", tmp_path / "code.zip")
    monkeypatch.setitem(LIMITS, "arm64", 1000)
    parts = {"core.zip": packed, "opencv-layer.zip": packed}
    step = {"CodeUri": "./core.zip", "MemorySize": 256, "Timeout": 10}
    template = {"Resources": {"Login": {"Type": "AWS::Serverless::Function", "Properties": step}}}
    with pytest.raises(PackagingError, match=r"Login: .* MiB unzipped"):
        package_tool._sizes(template, parts, "arm64")


def test_a_functions_release_changes_with_its_code_and_with_nothing_else(tmp_path: Path) -> None:
    def template(core: str) -> dict[str, Any]:
        made = {"Resources": {to_cfn_resource_name(step): {"Properties": function(step)} for step in STEPS}}
        name_releases(made, {CORE: packed(core), PHOTO: packed("x = 0")})
        return made

    def function(step: str) -> dict[str, Any]:
        return {"CodeUri": f"./{PHOTO if step == 'validate' else CORE}", "Environment": {"Variables": {"STEP": step}}}

    def packed(code: str) -> str:
        (tmp_path / "code").mkdir(exist_ok=True)
        (tmp_path / "code/a.py").write_text(code)
        return pack(tmp_path / "code", tmp_path / "code.zip").release

    before, after = template("x = 1"), template("x = 2")
    assert before == template("x = 1")
    changed = {name for name, one in after["Resources"].items() if one != before["Resources"][name]}
    assert changed == {to_cfn_resource_name(step) for step in STEPS} - {"Validate"}
    assert after["Resources"]["Login"]["Properties"]["Environment"]["Variables"].keys() == {"STEP", "RELEASE"}


def test_the_table_shows_the_first_answers_that_were_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code/a.py").touch()
    parts = dict.fromkeys(
        ("core.zip", *(one.zip for one in LAYERS.values())), pack(tmp_path / "code", tmp_path / "c.zip")
    )
    step = {"CodeUri": "./core.zip", "MemorySize": 256, "Timeout": 10}
    function = {"Type": "AWS::Serverless::Function", "Properties": step}
    template = {"Resources": {"PayWebhook": function, "Login": function}}
    monkeypatch.setattr(package_tool, "ROOT", tmp_path)
    ends = [line.split()[-1] for line in package_tool._sizes(template, parts, "arm64").splitlines()[1:3]]
    assert ends == ["-", "-"]
    (tmp_path / "build").mkdir()
    (tmp_path / package_tool.FIRST_ANSWERS).write_text('{"pay_webhook": 0.4321}')
    ends = [line.split()[-1] for line in package_tool._sizes(template, parts, "arm64").splitlines()[1:3]]
    assert ends == ["0.43", "-"]


def test_equal_trees_make_equal_zips(tmp_path: Path) -> None:
    made: list[bytes] = []
    for name in ("one", "two"):
        tree = tmp_path / name
        (tree / "pkg").mkdir(parents=True)
        for file in ("b.py", "a.py") if name == "one" else ("a.py", "b.py"):
            (tree / "pkg" / file).write_text(file)
            os.utime(tree / "pkg" / file, (len(made), len(made) + 1_000_000_000))
        (tree / "pkg/tool.so").write_bytes(b"\x7fELF")
        (tree / "pkg/tool.so").chmod(0o755)
        pack(tree, tmp_path / f"{name}.zip")
        made.append((tmp_path / f"{name}.zip").read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in archive.infolist()}
    assert modes == {"pkg/a.py": 0o644, "pkg/b.py": 0o644, "pkg/tool.so": 0o755}


def test_two_clones_pack_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What pip writes down differs by machine and folder; so do the dates and the order of files."""

    def install(requirements: Path, target: Path, arch: str) -> None:
        distribution(target, "alpha", "1.0")
        for name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json"):
            (target / "alpha-1.0.dist-info" / name).write_text(str(target))
        (target / "alpha.py").write_text("NAMES = {'b', 'c', 'd'}\n")
        os.utime(target / "alpha.py", (len(str(target)), 1_000_000_000 + len(str(target))))

    monkeypatch.setattr("deploy.code_package.install", install)
    made: list[bytes] = []
    for clone in (tmp_path / "clone", tmp_path / "elsewhere" / "another clone"):
        clone.mkdir(parents=True)
        (clone / "list.txt").write_text("alpha==1.0\n")
        with zipfile.ZipFile(clone / "ours.zip", "w") as ours:
            ours.writestr(zipfile.ZipInfo("app.py", (2000 + len(made), 1, 1, 0, 0, 0)), "import alpha\n")
        made.append(pack_code(clone / "ours.zip", clone / "list.txt", clone / "core.zip", "arm64").path.read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(clone / "core.zip") as archive:
        assert "alpha-1.0.dist-info/METADATA" in archive.namelist()


def test_a_changed_tree_is_zipped_again(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/a.py").write_text("1")
    first = pack(tmp_path / "tree", tmp_path / "tree.zip")
    (tmp_path / "tree/a.py").write_text("2")
    assert pack(tmp_path / "tree", tmp_path / "tree.zip").unzipped == first.unzipped
    with zipfile.ZipFile(tmp_path / "tree.zip") as archive:
        assert archive.read("a.py") == b"2"


@pytest.mark.parametrize(
    ("path", "dead"),
    [
        ("botocore/data/dynamodb/2012-08-10/service-2.json.gz", False),
        ("botocore/data/ec2/2016-11-15/service-2.json.gz", True),
        ("botocore/data/endpoints.json", False),
        ("boto3/data/s3/2006-03-01/resources-1.json", False),
        ("boto3/data/ec2/2016-11-15/resources-1.json", True),
        ("numpy/_core/tests/test_multiarray.py", True),
        ("numpy/testing/__init__.py", False),
        ("numpy/_core/include/numpy/arrayobject.h", True),
        ("numpy.libs/libscipy_openblas64_-1b7162d6.so", False),
        ("cv2/data/haarcascade_frontalface_default.xml", True),
        ("cv2/__init__.py", False),
        ("PIL/Image.pyi", True),
        ("PIL/_avif.cpython-312-x86_64-linux-gnu.so", True),
        ("PIL/AvifImagePlugin.py", False),
        ("pillow.libs/libavif-c6062d5f.so.16.4.2", True),
        ("pillow.libs/libwebp-51b0b3f7.so.7.2.0", False),
        ("pkg/__pycache__/a.cpython-312.pyc", True),
        ("bin/jp.py", True),
        ("numpy-2.5.5.dist-info/licenses/LICENSE.txt", False),
        ("numpy-2.5.5.dist-info/METADATA", False),
        ("numpy/_core/_simd.cpython-313-x86_64-linux-gnu.so", True),
        ("onnxruntime/capi/libonnxruntime.so.1.32.0", True),
        ("onnxruntime/capi/onnxruntime_pybind11_state.cpython-313-x86_64-linux-gnu.so", False),
        ("onnxruntime/capi/libonnxruntime_providers_shared.so", False),
        ("onnxruntime/transformers/optimizer.py", True),
        ("google/protobuf/message.py", True),
        ("packaging-26.3.dist-info/METADATA", False),
        ("numpy-2.5.5.dist-info/RECORD", True),
        ("numpy-2.5.5.dist-info/INSTALLER", True),
        ("numpy-2.5.5.dist-info/REQUESTED", True),
        ("numpy-2.5.5.dist-info/direct_url.json", True),
        ("chalicelib/photo/measures/lids.py", False),
        ("Cryptodome/SelfTest/Hash/test_SHA1.py", True),
        ("Cryptodome/PublicKey/_ec_ws.abi3.so", True),
        ("Cryptodome/PublicKey/_openssh.py", False),
        ("Cryptodome/PublicKey/RSA.py", False),
        ("cffi/api.py", True),
        ("cffi-2.1.1.dist-info/METADATA", False),
        ("_cffi_backend.cpython-313-aarch64-linux-gnu.so", False),
        ("botocore/cacert.pem", True),
        ("certifi/cacert.pem", False),
        ("wechatpy/work/client/__init__.py", True),
        ("wechatpy/client/__init__.py", False),
        ("urllib3/contrib/pyopenssl.py", True),
        ("urllib3/contrib/__init__.py", False),
        ("dateutil/zoneinfo/__init__.py", True),
        ("dateutil/tz/tz.py", False),
    ],
)
def test_what_is_left_out(path: str, dead: bool) -> None:
    assert is_unused(path) is dead


@pytest.mark.parametrize(
    "path", ["PIL/_imagingft.cpython-313-x86_64-linux-gnu.so", "pillow.libs/libharfbuzz-fb.so.0.6"]
)
def test_only_captchas_draw_letters(path: str) -> None:
    assert not is_unused(path)
    assert is_unused(path, text=False)


def test_pruning_leaves_no_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "pkg/tests/data").mkdir(parents=True)
    (tmp_path / "pkg/tests/data/a.py").touch()
    (tmp_path / "pkg/keep.py").touch()
    prune(tmp_path)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == ["pkg", "pkg/keep.py"]


def test_bytecode_serves_without_a_look_at_its_source_and_is_the_same_each_time(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name / "pkg").mkdir(parents=True)
        source = tmp_path / name / "pkg/a.py"
        source.write_text("NAMES = frozenset({'b', 'c', 'd', 'e'})\nSAYS = 1\n")
        compile_tree(tmp_path / name, "/var/task")
        made.append(Path(cache_from_source(source)))
    assert made[0].read_bytes() == made[1].read_bytes()
    code = marshal.loads(made[0].read_bytes()[16:])
    assert code.co_filename == "/var/task/pkg/a.py"
    (tmp_path / "one/pkg/a.py").write_text("SAYS = 2\n")
    spec = spec_from_file_location("a", tmp_path / "one/pkg/a.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.SAYS == 1


def test_bytecode_serves_in_its_sources_place(tmp_path: Path) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg/__init__.py").write_text("")
    (tmp_path / "pkg/a.py").write_text("def fails():\n    raise ValueError\n")
    compile_tree(tmp_path, "/var/task", sources=False)
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["__init__.pyc", "a.pyc"]
    program = "import sys, traceback; sys.path[:0] = [sys.argv[1]]; from pkg import a\ntry: a.fails()\n"
    program += "except ValueError as error: print(traceback.extract_tb(error.__traceback__)[-1].lineno)"
    said = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert said.stdout == "2\n"


def test_a_dependency_that_no_list_ships_is_named(tmp_path: Path) -> None:
    distribution(tmp_path / "core", "alpha", "1.0", "beta>=2", "gamma; extra == 'speed'", "delta; python_version < '3'")
    assert unmet_requirements([tmp_path / "core"]) == ["alpha needs beta>=2, found None"]
    distribution(tmp_path / "layer", "Beta", "1.9")
    assert unmet_requirements([tmp_path / "core", tmp_path / "layer"]) == ["alpha needs beta>=2, found 1.9"]
    distribution(tmp_path / "newer", "Beta", "2.1")
    assert unmet_requirements([tmp_path / "core", tmp_path / "newer"]) == []


def test_an_incomplete_list_fails_the_packaging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def install(requirements: Path, target: Path, arch: str) -> None:
        distribution(target, "alpha", "1.0", "beta")

    monkeypatch.setattr("deploy.code_package.install", install)
    (tmp_path / "list.txt").write_text("alpha==1.0\n")
    with pytest.raises(PackagingError, match=r"list.txt is not complete:\nalpha needs beta, found None"):
        pack_code(tmp_path / "ours.zip", tmp_path / "list.txt", tmp_path / "core.zip", "arm64")


def test_chalices_quiet_failure_is_loud_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_tool, "_run", lambda command, folder: "Could not install dependencies:\nnumpy==2.5.5\n")
    with pytest.raises(PackagingError, match="Could not install"):
        package_tool._chalice_package(tmp_path, tmp_path / "out")


def test_a_failing_command_says_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(PackagingError, match="no such luck"):
        package_tool._run([sys.executable, "-c", "import sys; sys.exit('no such luck')"], tmp_path)
