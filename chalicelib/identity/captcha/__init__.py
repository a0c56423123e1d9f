"""What a stranger does before an SMS: a picture to read with work to do, or the check of an outside service."""

from chalicelib.identity.captcha.model import Captcha, CaptchaAnswer, Captchas

__all__ = ["Captcha", "CaptchaAnswer", "Captchas"]
