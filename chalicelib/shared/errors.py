"""The error tree: every refusal of the system.

    DomainError                 code, HTTP status, message and action in Chinese
    ├── Malformed        400    the request cannot be read
    ├── Unauthenticated  401    no session, or it has ended
    ├── Forbidden        403    the role may not do this
    ├── NotFound         404    absent, or somebody else's (deliberately the same answer)
    ├── Conflicting      409    the state does not allow it; `data` holds the fresh state
    ├── TooLarge         413    body or file above the limit
    ├── Unsupported      415    an unsupported content type
    ├── Invalid          422    a field is wrong, or breaks a rule of the task
    ├── TooMany          429    a rate limit; `retry_after`: seconds
    ├── OutsideFailed    502    an external service failed
    └── OutsideBusy      503    an external service did not answer; try again

Leaves are declared in the package that raises them (`<package>/errors.py`); each has its own code.  `message` says what
is wrong, `action` what to do; both are shown to people unchanged, with `{words}` filled in from keyword arguments.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from chalicelib.shared.clock import wait_text

Lead = Literal[
    "", "COLLECT_CODE", "CONSENTS", "CONTACT", "FORM", "HOME", "LOGIN", "ORDER", "ORDERS", "PHOTO", "PROVE", "START"
]
REGISTRY: dict[str, type[DomainError]] = {}


class DomainError(Exception):
    """One refusal, ready to be shown.

    leads: the page of the student clients where the problem can be solved, "" for the current page; field: name of the
    wrong request field; retry_after: seconds; data: further facts for the client.
    """

    code: ClassVar[str] = ""
    status: ClassVar[int] = 500
    message: ClassVar[str] = ""
    action: ClassVar[str] = ""
    leads: ClassVar[Lead] = ""

    def __init_subclass__(cls) -> None:
        # not inherited: a special refusal may lead elsewhere than its general one
        cls.leads = cls.__dict__.get("leads", "")
        code = cls.__dict__.get("code")
        if code:
            if code in REGISTRY:
                raise TypeError(f"error code {code!r} is declared twice")
            REGISTRY[code] = cls

    def __init__(
        self, *, field: str | None = None, retry_after: int | None = None, data: Any = None, **words: object
    ) -> None:
        self.field, self.retry_after, self.data = field, retry_after, data
        self.text = self.message.format(**words)
        self.cure = self.action.format(**words)
        super().__init__(self.code)


class Malformed(DomainError):
    status = 400
    code = "malformed"
    message = "请求内容无法识别"
    action = "请刷新页面后重试"


class Unauthenticated(DomainError):
    status = 401
    code = "session_over"
    leads: ClassVar[Lead] = "LOGIN"
    message = "登录已失效"
    action = "请重新登录"


class Forbidden(DomainError):
    status = 403
    code = "forbidden"
    leads: ClassVar[Lead] = "LOGIN"
    message = "您没有权限进行此操作"
    action = "请使用有权限的账号登录"


class NotFound(DomainError):
    status = 404
    code = "not_found"
    leads: ClassVar[Lead] = "HOME"
    message = "没有找到您要的内容"
    action = "请返回上一页后重试"


class Conflicting(DomainError):
    status = 409
    code = "busy"
    message = "操作过于频繁，系统正在处理上一次请求"
    action = "请稍等片刻后重试"


class TooLarge(DomainError):
    status = 413
    code = "body_too_large"
    message = "提交的内容过大"
    action = "请减少内容后重试"


class Unsupported(DomainError):
    status = 415
    code = "unsupported_content"
    message = "不支持的内容格式"
    action = "请使用支持的格式重新提交"


class Invalid(DomainError):
    status = 422
    """text: replaces the general message, with the field and its bound where they are known."""

    code = "invalid"
    message = "填写的内容不符合要求"
    action = "请检查后重新填写"

    def __init__(self, *, text: str | None = None, field: str | None = None, data: Any = None, **words: object) -> None:
        super().__init__(field=field, retry_after=None, data=data, **words)
        self.text = text or self.text


class TooMany(DomainError):
    status = 429
    code = "too_many"
    message = "操作过于频繁"
    action = "请{when}再试"

    def __init__(self, *, retry_after: int, field: str | None = None, data: Any = None, **words: object) -> None:
        super().__init__(field=field, retry_after=retry_after, data=data, when=wait_text(retry_after), **words)


class OutsideFailed(DomainError):
    status = 502
    code = "outside_failed"
    leads: ClassVar[Lead] = "CONTACT"
    message = "外部服务返回异常"
    action = "请稍后重试，如多次失败请联系分社"


class OutsideBusy(DomainError):
    status = 503
    code = "outside_busy"
    message = "外部服务暂时无响应"
    action = "您的信息已保存，请稍后重试"


class Broken(DomainError):
    """An internal error; the log has the reason under the same `ref`."""

    status = 500
    code = "broken"
    leads: ClassVar[Lead] = "CONTACT"
    message = "系统出现故障"
    action = "您的信息已保存，请稍后重试；如多次出现请联系分社并提供编号"
