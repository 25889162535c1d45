"""Which links Telegram accepts in a text link or a button, and how it writes them back."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qs

_PART = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])*")
_USERINFO = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=:]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])*")
_APP_HOST = re.compile(r"[A-Za-z0-9_-]*")
_SITE_HOST = re.compile(r"[A-Za-z0-9_.-]*")
_SPACES = " \t\r\n\0\x0b"
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class LinkError(ValueError):
    """A link Telegram would not take, with Telegram's reason."""


def check_link(link: str) -> str:
    """The link as Telegram writes it: scheme added, host in lower case, "/" for an empty path. Raises LinkError."""
    app, rest = _app_scheme(link)
    scheme, userinfo, host, port, query = _split(rest)
    if app:
        if rest[:7].lower() == "http://" or scheme == "https" or userinfo or port or host.startswith("["):
            raise LinkError(f"Wrong {app} URL")
        if not (_SITE_HOST if app == "tonsite" else _APP_HOST).fullmatch(host):
            raise LinkError("Unallowed characters in URL host")
        return f"{app}://{host}{query[1:] if query[1:2] == '?' else query}"
    if "." not in host and not host.startswith("["):
        raise LinkError("Wrong HTTP URL")
    return f"{scheme}://{userinfo + '@' if userinfo else ''}{host}{f':{port}' if port else ''}{query}"


def user_of_link(link: str) -> int:
    """The user that `tg://user?id=N` names, 0 for any other link."""
    found = re.fullmatch(r"tg:(?://)?user/?\?([^#]*)(?:#.*)?", link, re.IGNORECASE | re.DOTALL)
    values = parse_qs(found[1], keep_blank_values=True).get("id", []) if found else []
    number = re.fullmatch("[0-9]+", values[0]) if values else None
    return int(number[0]) if number and 0 < int(number[0]) < 2**52 else 0


def _app_scheme(link: str) -> tuple[str, str]:
    for app in ("tg", "tonsite", "ton"):
        if link[: len(app) + 1].translate(_LOWER) == app + ":":
            rest = link[len(app) + 1 :]
            return app, rest[2:] if rest.startswith("//") else rest
    return "", link


def _split(url: str) -> tuple[str, str, str, int, str]:
    """Scheme, user info, host, given port (0 = none) and path with query. Raises LinkError."""
    head, colon, tail = url.partition(":")
    scheme = "http"
    if colon and tail.startswith("//") and not re.search("[/?#]", head):
        scheme = head.translate(_LOWER)
        if scheme not in ("http", "https"):
            raise LinkError("Unsupported URL protocol")
        url = tail[2:]
    end = next((i for i, c in enumerate(url) if c in "/?#"), len(url))
    authority, port = _port(url[:end])
    userinfo, _, host = authority.rpartition("@")
    host = host.translate(_LOWER)
    if host.startswith("[") and host.endswith("]"):
        _check_ipv6(host)
    elif not host:
        raise LinkError("URL host is empty")
    elif host == ".":
        raise LinkError("Host is invalid")
    elif not _PART.fullmatch(host):
        raise LinkError("Disallowed character in URL host")
    elif not _USERINFO.fullmatch(userinfo):
        raise LinkError("Disallowed character in URL userinfo")
    return scheme, userinfo, host, port, _query(url[end:])


def _port(authority: str) -> tuple[str, int]:
    at = max(authority.rfind(":"), authority.rfind("]"), authority.rfind("@"))
    if at <= 0 or authority[at] != ":":
        return authority, 0
    digits = authority[at + 1 :]
    if not re.fullmatch(r"[0-9]+", digits) or not 0 < int(digits) <= 65535:
        raise LinkError("Wrong port number specified in the URL")
    return authority[:at], int(digits)


def _check_ipv6(host: str) -> None:
    try:
        ipaddress.IPv6Address(host[1:-1])
    except ValueError:
        raise LinkError("Wrong IPv6 address specified in the URL") from None


def _query(query: str) -> str:
    query = query.rstrip(_SPACES)
    if not query.startswith("/"):
        query = "/" + query
    return "".join(c if c > " " else f"%{ord(c):02X}" for c in query)
