"""make package: one Lambda per step, two code packages and two layers, as a template CloudFormation accepts.

    python -m tools.package --arch arm64     → out/{sam,cfn}.json, {core,photo}.zip and {opencv,print}-layer.zip

sam.json is what gets deployed (tools/stack uploads the zips beside it); cfn.json is what it becomes, linted for China
and for the rest of the world; commit is what all of it was made of.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from chalice.utils import to_cfn_resource_name

from deploy.alarms import add_alarms
from deploy.api.networks import limit_networks
from deploy.api.routes import routes_of
from deploy.api.settings import complete_apis
from deploy.api.web_acl import add_web_acl
from deploy.code_package import MIB, PackedZip, check_size, check_zipped, pack, pack_code
from deploy.console_api import add_console_api
from deploy.dashboard import add_dashboard
from deploy.gateway_responses import gateway_responses
from deploy.origins import SITE
from deploy.rollout import add_rollout
from deploy.sam_expand import sam_expand
from deploy.site_template import add_site
from deploy.split_api import split_api
from deploy.step_template import CORE, LAYERS, OPENCV, PHOTO, PRINT, complete_steps, layers_of, name_releases
from deploy.tags import add_tags
from deploy.template_checks import faults
from deploy.wheels import ARCHES, Arch, PackagingError, python_version, unmet_requirements
from tools.stack import commit
from tools.stack.release import version

ROOT = Path(__file__).resolve().parent.parent
REGIONS = ("cn-north-1", "us-east-1")
FIRST_ANSWERS = Path("build/first_answers.json")  # step → seconds, as `python -m tools.bench cold` found last
Template = dict[str, Any]


def package(root: Path, out: Path, arch: Arch) -> str:
    """Builds everything into `out` and returns the table of sizes.  Raises PackagingError."""
    python_version()
    out.mkdir(parents=True, exist_ok=True)
    work = root / "build" / "package" / arch
    opencv, printing = (_build_layer(root, name, arch) for name in ("opencv", "print"))
    project = _stage(root, work / "project", arch)
    template = _complete(_chalice_package(project, work / "chalice"), project, arch)
    code = work / "chalice" / "deployment.zip"
    parts = {
        CORE: pack_code(code, root / ".chalice/requirements-core.txt", work / CORE, arch),
        PHOTO: pack_code(code, root / ".chalice/requirements-photo.txt", work / PHOTO, arch, beside=opencv / "python"),
        OPENCV.zip: pack(opencv, work / OPENCV.zip),
        PRINT.zip: pack(printing, work / PRINT.zip),
    }
    if faults := unmet_requirements([printing / "python", work / "core"]):
        raise PackagingError("the print layer is not complete:\n" + "\n".join(faults))
    name_releases(template, {code: parts[code].release for code in (CORE, PHOTO)})
    table = _sizes(template, parts, arch)
    if arch == {"aarch64": "arm64"}.get(platform.machine(), platform.machine()):
        _run(
            [
                sys.executable,
                str(root / "layers/opencv/smoke_test.py"),
                str(opencv),
                str(work / "photo"),
            ],
            root,
        )
    (out / commit.FILE).unlink(missing_ok=True)  # until all of it is of this one
    for part in parts.values():
        shutil.copyfile(part.path, out / part.path.name)
    _write_templates(template, out, project)
    (out / commit.FILE).write_text(f"{commit.commit()}\n")
    return table


def _build_layer(root: Path, name: str, arch: Arch) -> Path:
    return Path(_run([sys.executable, str(root / f"layers/{name}/build.py"), "--arch", arch], root).strip())


def _stage(root: Path, project: Path, arch: Arch) -> Path:
    """A copy of what Chalice reads.  Its list of packages stays empty: we install and prune the packages ourselves."""
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    shutil.copyfile(root / "app.py", project / "app.py")
    dead = shutil.ignore_patterns("__pycache__", "deployments", "deployed")
    for folder in ("chalicelib", ".chalice"):
        shutil.copytree(root / folder, project / folder, ignore=dead)
    (project / "requirements.txt").touch()
    path = project / ".chalice/config.json"
    config = json.loads(path.read_text()) | {"lambda_architecture": arch}
    # Chalice's catch-all, which split_api removes, would want a policy of its own
    config["stages"]["prod"]["lambda_functions"]["api_handler"] = {"manage_iam_role": False, "iam_role_arn": "-"}
    path.write_text(json.dumps(config))
    return project


def _chalice_package(project: Path, out: Path) -> Template:
    chalice = [sys.executable, "-c", "import sys; from chalice.cli import main; sys.exit(main())"]
    options = ["--stage", "prod", "--template-format", "json", "--merge-template", ".chalice/resources.json", str(out)]
    output = _run([*chalice, "package", *options], project)
    if "Could not install" in output:  # Chalice says so and exits 0
        raise PackagingError(output)
    template: Template = json.loads((out / "sam.json").read_text())
    return template


def _complete(template: Template, project: Path, arch: Arch) -> Template:
    template["Resources"][SITE.api]["Properties"]["GatewayResponses"] = gateway_responses()
    app = _app(project)
    add_console_api(template)
    limit_networks(template)
    split_api(template, app)
    resources = template["Resources"]
    for name in LAYERS:
        resources[name]["Properties"] |= {
            "CompatibleRuntimes": [f"python{python_version()}"],
            "CompatibleArchitectures": [arch],
        }
    add_site(template)
    complete_steps(template, json.loads((project / ".chalice/environment.json").read_text()))
    complete_apis(template, routes_of(app))
    add_web_acl(template)
    add_alarms(template)
    add_dashboard(template)
    add_rollout(template, routes_of(app))
    add_tags(template)
    template["Outputs"]["Version"] = {"Value": version()}
    return template


def _app(project: Path) -> Any:
    sys.path.insert(0, str(project))
    try:
        from app import app
    finally:
        sys.path.remove(str(project))
    return app


def _sizes(template: Template, parts: dict[str, PackedZip], arch: Arch) -> str:
    for part in parts.values():
        check_zipped(part)
    head = f"{'code':9} {'zip MiB':>7} {'unzipped':>8} {'+ layer':>8} {'first s':>8}"
    rows, first = [f"{arch:15} {'memory':>6} {'timeout':>7}  {head}"], _first_answers()
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            step, own = resource["Properties"], parts[resource["Properties"]["CodeUri"].removeprefix("./")]
            used = [own, *(parts[layer.zip] for layer in layers_of(step))]
            check_size(name, used, arch)
            rows.append(
                f"{name:15} {step['MemorySize']:>6} {step['Timeout']:>6}s  {own.path.name:9} {own.zipped / MIB:>7.1f}"
                f" {own.unzipped / MIB:>8.1f} {sum(part.unzipped for part in used) / MIB:>8.1f}"
                f" {first.get(name, '-'):>8}"
            )
    rows += [
        f"{layer.zip}: {parts[layer.zip].zipped / MIB:.1f} MiB, unzipped {parts[layer.zip].unzipped / MIB:.1f}"
        for layer in LAYERS.values()
    ]
    rows += [f"{code}: release {parts[code].release}" for code in (CORE, PHOTO) if code in parts]
    return "\n".join(rows)


def _first_answers() -> dict[str, str]:
    """Seconds to each function's first answer, by its resource; empty before the first `python -m tools.bench cold`."""
    path = ROOT / FIRST_ANSWERS
    seconds = json.loads(path.read_text()) if path.is_file() else {}
    return {to_cfn_resource_name(step): f"{first:.2f}" for step, first in seconds.items()}


def _write_templates(template: Template, out: Path, project: Path) -> None:
    expanded = sam_expand(template, REGIONS[0], "aws-cn")
    for name, content in (("sam.json", template), ("cfn.json", expanded)):
        (out / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    if wrong := faults(expanded, _app(project)):
        raise PackagingError("\n".join(wrong))
    _run([str(Path(sys.executable).with_name("cfn-lint")), "--regions", *REGIONS, "--", str(out / "cfn.json")], project)


def _run(command: list[str], folder: Path) -> str:
    """The output of `command`.  Raises PackagingError, with the output, when it fails."""
    environment = os.environ | {"AWS_DEFAULT_REGION": REGIONS[0], "PYTHONDONTWRITEBYTECODE": "1"}
    # chalicelib/api/chalice_commands.py refuses `chalice package` by anything else
    environment["CALLED_BY"] = "make package"
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise PackagingError(f"{' '.join(command[:4])} …\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arch", choices=ARCHES, default="arm64", help="the functions' processor (default: arm64)")
    parser.add_argument("--out", type=Path, default=ROOT / "out", metavar="FOLDER", help="where to (default: out)")
    options = parser.parse_args()
    (ROOT / "build").mkdir(exist_ok=True)
    try:
        with (ROOT / "build" / "package.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two runs at once would delete each other's trees
            print(package(ROOT, options.out.resolve(), options.arch))
    except PackagingError as error:
        sys.exit(f"package: {error}")


if __name__ == "__main__":
    main()
