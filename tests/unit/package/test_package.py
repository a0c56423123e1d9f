"""The whole package as it gets deployed, for this machine's processor; the long runs also build the other one's."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import pytest
from chalice.utils import to_cfn_resource_name
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from chalicelib.shared.settings import STEPS, AllSettings, group_of
from deploy.lambda_runtime import PYTHON
from deploy.rollout import alias_of
from deploy.step_template import variables
from deploy.template_checks import LAYERED
from deploy.wheels import ARCHES
from tests.worlds.builds import HOST, TABLE, packages

ROOT = Path(__file__).parents[3]
LIVE = alias_of("")
FUNCTIONS = {to_cfn_resource_name(step): step for step in STEPS}
STARTED_COLD = """
import sys
from operator import attrgetter
services, *sys.path[:0] = sys.argv[1].split(), *sys.argv[2:]
import app, boto3
from operator import attrgetter
from chalicelib.wire import wire
for service in ("dynamodb", "s3", "secretsmanager", "sqs", "sts"):
    boto3.client(service, region_name="cn-north-1", aws_access_key_id="a", aws_secret_access_key="b")
for service in services:
    attrgetter(service)(wire())
"""
EACH_STEP = """
import json, os, sys
from operator import attrgetter
steps, *sys.path[:0] = json.loads(sys.argv[1]), *sys.argv[2:]
import app, boto3
from chalicelib.wire import wire
failed = []
for step, (services, settings) in steps.items():
    if not (child := os.fork()):  # what is imported is shared, settings are not
        os.environ.update(settings, STEP=step)
        for service in services.split():
            attrgetter(service)(wire())
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        failed.append(step)
sys.exit(" ".join(failed) or 0)
"""
LIBRARIES = """
import sys
sys.path[:0] = sys.argv[1:]
import alipay, cryptography.x509, msgspec, pynamodb.models, requests, wechatpayv3, wechatpy.client
from tencentcloud.sms.v20210111 import sms_client
from chalicelib.identity.captcha import drawing
drawing.draw("3ACD")
"""
SERVICES = {
    "login": "student.sessions student.login student.codes outside.wechat student.phone_change student.consents "
    "student.accounts",
    "lookup": "student.sessions student.tasks", "upload": "student.sessions student.uploads",
    "decode": "student.sessions student.collect_codes", "validate": "student.photo_judge student.engine",
    "orders": "student.sessions student.orders student.screens student.titles",
    "pay": "student.sessions money.pay money.links outside.wechat", "pay_webhook": "money.pay",
    "expire": "money.sweeper", "reconcile": "money.sweeper", "settle_due": "money.settler",
    "match_bills": "money.bills", "rights": "student.sessions student.proven privacy.rights privacy.export",
    "purge": "privacy.purge", "gather_feedback": "followups.feedback", "witness": "stores.witness",
    "remind": "followups.reminder_queue", "deliver": "delivery.packer",
    "imports": "delivery.import_runner", "notify": "followups.notify",
    "staff": "staff.login staff.accounts review.desk desk.home desk.search desk.invoices delivery.packages "
    "delivery.imports",
}  # fmt: skip

pytestmark = [
    pytest.mark.package,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        sys.version_info[:2] != tuple(map(int, PYTHON.split("."))), reason=f"a package is made with Python {PYTHON}"
    ),
]
OTHERS = [pytest.param(arch, marks=pytest.mark.slow) for arch in ARCHES if arch != HOST]


@pytest.fixture(scope="module", params=[HOST, *OTHERS])
def built(request: pytest.FixtureRequest) -> Path:
    return packages(request.param)


@pytest.fixture(scope="module")
def arch(built: Path) -> str:
    return built.name.partition("-")[0]


@pytest.fixture(scope="module")
def template(built: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((built / "cfn.json").read_text())
    return found


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Unpacks a zip of this machine's packages, once, and returns its folder."""
    folder = tmp_path_factory.mktemp("opened")

    @cache
    def unpack(name: str) -> Path:
        with zipfile.ZipFile(packages(HOST) / f"{name}.zip") as archive:
            archive.extractall(folder / name)
        return folder / name

    return unpack


def of_type(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {name: one["Properties"] for name, one in template["Resources"].items() if one["Type"] == kind}


def test_the_table_has_a_line_per_step(built: Path, arch: str) -> None:
    table = (built / TABLE).read_text()
    assert table.startswith(arch)
    begins = [line.split()[0] for line in table.splitlines()[1:]]
    assert set(begins[:-4]) == set(FUNCTIONS)
    assert begins[-4:] == ["opencv-layer.zip:", "print-layer.zip:", "core.zip:", "photo.zip:"]


def test_one_function_and_one_role_per_step(template: dict[str, Any], arch: str) -> None:
    functions = of_type(template, "AWS::Lambda::Function")
    assert {name: one["Handler"] for name, one in functions.items()} == {
        name: f"app.{step}" for name, step in FUNCTIONS.items()
    }
    roles = Counter(one["Role"]["Fn::GetAtt"][0] for one in functions.values())
    assert roles == Counter(of_type(template, "AWS::IAM::Role").keys() - {"SiteRole", "RolloutRole", "ApiLogRole"})
    assert all(one["Architectures"] == [arch] for one in functions.values())
    assert {one["Runtime"] for one in functions.values()} == {f"python{PYTHON}"}


def test_a_step_sees_its_own_settings_and_its_name(template: dict[str, Any]) -> None:
    for name, one in of_type(template, "AWS::Lambda::Function").items():
        assert one["Environment"]["Variables"]["STEP"] == FUNCTIONS[name]
    releases = {
        one["Environment"]["Variables"]["RELEASE"] for one in of_type(template, "AWS::Lambda::Function").values()
    }
    assert len(releases) == 2  # core's and photo's
    login = of_type(template, "AWS::Lambda::Function")["Login"]["Environment"]["Variables"]
    assert login.keys() & {"WECHAT_APPID", "NO_IOS_PAY", "SMS_SECRET_KEY"} == {"WECHAT_APPID"}  # secrets: at run time


def test_what_a_step_writes_for_a_person_reaches_one(template: dict[str, Any]) -> None:
    filters = of_type(template, "AWS::Logs::MetricFilter")
    alarms = of_type(template, "AWS::CloudWatch::Alarm")
    logs = of_type(template, "AWS::Logs::LogGroup").keys() - {"RestAPILogGroup", "ConsoleAPILogGroup"}
    assert logs == {f"{name}LogGroup" for name in FUNCTIONS}
    for name in FUNCTIONS:
        for kind, alarm in (("AlarmLines", "LinesForAPerson"), ("ErrorCount", f"{name}ErrorLines")):
            count = filters.pop(f"{name}{kind}")
            assert count["LogGroupName"] == {"Ref": f"{name}LogGroup"}
            (metric,) = count["MetricTransformations"]
            watched = (alarms[alarm]["Namespace"], alarms[alarm]["MetricName"])
            assert (metric["MetricNamespace"], metric["MetricName"]) == watched
    assert filters == {}


def test_every_clock_queue_and_upload_reaches_its_step(template: dict[str, Any]) -> None:
    rates = {
        one["Targets"][0]["Arn"]["Ref"].removesuffix(LIVE): one["ScheduleExpression"]
        for one in of_type(template, "AWS::Events::Rule").values()
    }
    assert rates == {
        "Expire": "rate(1 minute)",
        "Reconcile": "rate(5 minutes)",
        "Purge": "rate(1 hour)",
        "GatherFeedback": "rate(1 hour)",
        "Remind": "rate(1 hour)",
        "MatchBills": "cron(30 2 * * ? *)",
    }
    alarms = of_type(template, "AWS::CloudWatch::Alarm")
    assert {alarms[f"{name}Errors"]["Threshold"] for name in rates} == {1}
    assert {name for name in FUNCTIONS if f"{name}Silent" in alarms} == rates.keys()
    mappings = of_type(template, "AWS::Lambda::EventSourceMapping").values()
    sources = {"SettleDue", "Deliver", "Imports", "MatchBills", "Notify", "Validate", "Witness"}
    assert {one["FunctionName"]["Ref"].removesuffix(LIVE) for one in mappings} == sources
    assert all(one["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for one in mappings)
    wakes = of_type(template, "AWS::S3::Bucket")["PhotoBucket"]["NotificationConfiguration"]["LambdaConfigurations"]
    assert {wake["Function"]["Ref"] for wake in wakes} == {f"Validate{LIVE}"}
    assert len(wakes) == 2


def test_the_packages_hold_the_code_and_no_second_copy_of_a_layer(built: Path) -> None:
    folders = {}
    for name in ("core", "photo", "opencv-layer", "print-layer"):
        with zipfile.ZipFile(built / f"{name}.zip") as archive:
            folders[name] = {entry.split("/")[0] for entry in archive.namelist()}
            files = archive.namelist()
        assert [file for file in files if file.endswith(OF_PIP)] == []  # they name this machine
        compiled = {cache_from_source(file) for file in files if file.endswith(".py")}
        assert compiled == {file for file in files if "__pycache__" in file}
    assert {"app.py", "chalicelib", "chalice", "PIL", "wechatpayv3"} <= folders["core"]
    assert {"app.py", "chalicelib", "chalice"} <= folders["photo"]
    assert not folders["photo"] & {"PIL", "numpy", "cv2", "wechatpy"}
    assert folders["opencv-layer"] == {"python", "models", "lib", "NOTICE"}
    assert folders["print-layer"] == {"python", "fonts", "NOTICE"}


OF_PIP = ("/RECORD", "/INSTALLER", "/REQUESTED", "/direct_url.json")
PDF = """
import sys
from pathlib import Path
fonts, *sys.path[:0] = sys.argv[1:]
from chalicelib.shared.pdf import Pdf
page = Pdf(Path(fonts), title="t")
page.write("特征码", 10, 10, size=12)
page.draw_qr("A", 10, 20, 20)
sys.exit(not page.finish().startswith(b"%PDF"))
"""


def alone(program: str, environment: dict[str, str], *arguments: str) -> None:
    """Runs `program` where no package of this machine can be seen."""
    processor = {name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_")}
    command = [sys.executable, "-S", "-I", "-B", "-c", program, *arguments]
    done = subprocess.run(command, env=processor | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """A value of the right form for every variable of .chalice/environment.json, and for every secret."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    names = {field.name.upper() for field in fields(AllSettings) if group_of(field)}
    return dict.fromkeys(names | json.loads((ROOT / ".chalice/environment.json").read_text()).keys(), "x") | {
        "STAGE": "test",
        "MASTER_KEY": base64.b64encode(bytes(32)).decode(),
        "WXPAY_APIV3_KEY": "k" * 32,
        "NO_IOS_PAY": "off",
        "REVIEW_HOURS": "24",
        "AGENCY_CODE_KEY": base64.b64encode(bytes(32)).decode(),
        **dict.fromkeys(("CONTACT_KEYS", "STAFF_KEYS"), f"1:{base64.b64encode(bytes(32)).decode()}"),
        **dict.fromkeys(("CONTACT_KEY_0", "STAFF_KEY_0"), "closed"),
        "WXPAY_MORE_KEYS": "{}",
        **dict.fromkeys(("ALIPAY_PRIVATE_KEY", "WXPAY_PRIVATE_KEY"), private),
        **dict.fromkeys(("ALIPAY_PUBLIC_KEY", "WXPAY_PUBLIC_KEY"), public),
        "WXPAY_NOTICE_URL": "https://photo.example.com/n",
        "CONSOLE_URL": "https://desk.example.com",
        "DUE_QUEUE_URL": "https://sqs.example.com/due",
        "JUDGE_QUEUE_URL": "https://sqs.example.com/judge",
        "AWS_DEFAULT_REGION": "cn-north-1",
    }


def own_settings(step: str, settings: dict[str, str]) -> dict[str, str]:
    names = {field.name.upper() for field in fields(STEPS[step]) if group_of(field)} | variables(step, settings).keys()
    return {name: settings[name] for name in names & settings.keys()}


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_step_starts_on_its_own_package_and_settings_alone(
    opened: Callable[[str], Path], settings: dict[str, str], step: str
) -> None:
    zips = {"OpencvLayer": ("photo", "opencv-layer"), "PrintLayer": ("core", "print-layer")}
    code, *layers = zips.get(LAYERED.get(step, ""), ("core",))
    own = own_settings(step, settings) | {
        "STEP": step,
        "AWS_DEFAULT_REGION": "cn-north-1",
        "MODELS_DIR": str(opened("opencv-layer") / "models"),
    }
    alone(STARTED_COLD, own, SERVICES[step], str(opened(code)), *(str(opened(layer) / "python") for layer in layers))


def test_every_step_without_pixels_starts_on_what_core_ships(
    opened: Callable[[str], Path], settings: dict[str, str]
) -> None:
    core, printing = str(opened("core")), opened("print-layer")
    light = [step for step in STEPS if LAYERED.get(step) != "OpencvLayer"]
    steps = {step: (SERVICES[step], own_settings(step, settings)) for step in light}
    alone(EACH_STEP, {"STEP": "login", "AWS_DEFAULT_REGION": "cn-north-1"}, json.dumps(steps), core)
    alone(LIBRARIES, {}, core)
    alone(PDF, {}, str(printing / "fonts"), str(printing / "python"), core)
