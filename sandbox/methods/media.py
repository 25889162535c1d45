"""Photos and documents, sent and fetched again."""

from __future__ import annotations

import mimetypes
import struct
from typing import Any

from ..calls import Upload
from ..content import document, photo_sizes
from ..core import World
from ..errors import ApiError, bad_request
from ..params import Params
from ..state import StoredFile
from .messages import deliver, read_caption

_LARGEST_PHOTO = 10 * 1024 * 1024
_LARGEST_FILE = 50 * 1024 * 1024
_PICTURES = {b"\x89PNG": "image/png", b"GIF8": "image/gif", b"\xff\xd8": "image/jpeg"}
_LARGEST_DOWNLOAD = 20 * 1024 * 1024


def send_photo(box: World, params: Params) -> dict[str, Any]:
    """Send a picture. Returns the Message. Raises ApiError."""
    file = _file(box, params, "photo", _LARGEST_PHOTO)
    file.mime_type = next((kind for mark, kind in _PICTURES.items() if file.content.startswith(mark)), file.mime_type)
    size = picture_size(file.content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > 10_000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return deliver(box, params, {"photo": photo_sizes(file, size), **read_caption(box, params)})


def send_document(box: World, params: Params) -> dict[str, Any]:
    """Send a file. Returns the Message. Raises ApiError."""
    file = _file(box, params, "document", _LARGEST_FILE)
    return deliver(box, params, {"document": document(file), **read_caption(box, params)})


def get_file(box: World, params: Params) -> dict[str, Any]:
    """The File with its download path. Raises ApiError."""
    file = box.state.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > _LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {**file.reference(), "file_path": file.path}


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG, None for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return (width, height) if width and height else None
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        return struct.unpack("<HH", content[6:10])
    return _jpeg_size(content) if content[:2] == b"\xff\xd8" else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _file(box: World, params: Params, name: str, largest: int) -> StoredFile:
    """A file uploaded now (as the field itself or by attach://) or known by its identifier. Raises ApiError."""
    value = params.raw.get(name)
    if isinstance(value, str) and value.startswith("attach://"):
        value = params.raw.get(value.removeprefix("attach://"))
    if isinstance(value, Upload):
        if not value.content:
            raise bad_request("file must be non-empty")
        if len(value.content) > largest:
            raise bad_request("file is too big") if name == "photo" else ApiError(413, "Request Entity Too Large")
        kind = value.mime_type
        if kind == "application/octet-stream":
            kind = mimetypes.guess_type(value.name)[0] or kind
        return box.state.add_file(name + "s", value.name, kind, value.content)
    if not value:
        raise bad_request(f"there is no {name} in the request")
    known = box.state.files.get(str(value))
    if known is None:
        if str(value).startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        raise bad_request("wrong file identifier/HTTP URL specified")
    return known
