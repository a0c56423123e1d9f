"""Routes of the `upload` step."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.identity.model import Role, Who
from chalicelib.orders.photos.upload_sizes import Purpose
from chalicelib.shared.clock import iso
from chalicelib.wire import wire


class UploadWanted(Struct, frozen=True, forbid_unknown_fields=True):
    """type: the file's media type; size: its bytes; order_id: for a PHOTO."""

    purpose: Purpose
    type: Annotated[str, Meta(max_length=60)]
    size: Annotated[int, Meta(ge=1, le=1_000_000_000)]
    order_id: Annotated[str, Meta(max_length=64)] | None = None

    def __post_init__(self) -> None:
        if self.purpose == "PHOTO" and self.order_id is None:
            raise ValueError("a photo needs the field `order_id`")


class UploadForm(Struct, frozen=True):
    """Post `fields` and the file (last, named `file`) to `url` as multipart/form-data."""

    upload_id: str
    url: str
    fields: dict[str, str]
    max_bytes: int
    expires_at: str
    photo_no: int | None


@routes.route("/api/uploads", methods=["POST"], name="upload")
@endpoint(role=Role.STUDENT, body=UploadWanted, answer=UploadForm, status=201)
def ask_upload(who: Who, body: UploadWanted) -> UploadForm:
    """Ask for a form to upload one picture.  It is posted straight to storage; the picture is looked at when it has
    arrived."""
    form = wire().student.uploads.ask(who, body.purpose, body.type, body.size, body.order_id)
    return UploadForm(form.upload_id, form.url, form.fields, form.max_bytes, iso(form.expires_at), form.photo_no)
