"""Who may speak to the sandbox: whoever is on this machine, and no page of somebody else's that is open in a browser here.

Such a page can send requests to this machine: by a name of its own that it lets point here (its Host tells), or right away
(the browser then says where it comes from, in Origin and Sec-Fetch-Site). The bot and the tests are no browsers, and say
neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

_LOCAL = ("127.0.0.1", "localhost", "[::1]")
_HTTP = 80
_SIMPLE = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")
"""What a page may send anywhere without asking first."""
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/gif": b"GIF8", "image/jpeg": b"\xff\xd8\xff"}
_HARMLESS = (
    "application/json",
    "application/pdf",
    "text/calendar",
    "text/plain",
    "audio/ogg",
    "video/mp4",
    "image/webp",
)

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""On every answer: nothing but the page's own files runs in it, and nobody else frames or reads it."""


class Guard:
    """Knows the names under which the sandbox may be called on its port."""

    def __init__(self, host: str, port: int) -> None:
        own = f"[{host}]" if ":" in host and not host.startswith("[") else host
        names = {*_LOCAL, own.lower()}
        self._hosts = {f"{name}:{port}" for name in names} | (names if port == _HTTP else set())
        self._origins = {f"http://{one}" for one in self._hosts}

    def objection(self, method: str, path: str, headers: Mapping[str, str]) -> tuple[int, str] | None:
        """Status and reason when a request is not to be carried out."""
        if headers.get("Host", "").lower() not in self._hosts:
            return (
                421,
                "this is not the host you are looking for: call the sandbox by 127.0.0.1 or localhost and its port",
            )
        origin = headers.get("Origin")
        if origin is not None and origin.lower() not in self._origins:
            return 403, "another page may not call the sandbox"
        site = headers.get("Sec-Fetch-Site", "none")
        opened = method == "GET" and path == "/" and headers.get("Sec-Fetch-Mode") == "navigate"
        if site not in ("none", "same-origin") and not opened:
            return 403, "another page may not call the sandbox"
        if path.startswith("/sandbox/") and method not in _SAFE_METHODS and origin is None:
            return self._simple(headers)
        return None

    def _simple(self, headers: Mapping[str, str]) -> tuple[int, str] | None:
        """A form can be sent from anywhere; an older browser does not even say from where."""
        kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        has_body = headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in headers
        if kind in _SIMPLE or (has_body and not kind):
            return 415, "the body must be JSON: Content-Type: application/json"
        return None


def file_headers(name: str, mime_type: str, content: bytes) -> tuple[str, dict[str, str]]:
    """Content type and headers of a file that somebody sent: pictures are shown, anything else is for saving only."""
    kind = mime_type.partition(";")[0].strip().lower()
    policy = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox"}
    if content.startswith(_PICTURES.get(kind, b"\0no picture")):
        return kind, policy
    as_file = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return kind if kind in _HARMLESS else "application/octet-stream", {**policy, **as_file}
