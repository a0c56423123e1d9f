"""The headers that every answer has, of the API, of API Gateway itself and of the site."""

from __future__ import annotations

# HSTS: a browser that came once never asks in clear text again; the domain's other names are not ours to bind.
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000",
}
