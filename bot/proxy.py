"""By which proxy Telegram is called: hospitals and municipalities often let nothing out but through one.

As other programs do: HTTPS_PROXY, HTTP_PROXY (by the scheme of the address that is called), ALL_PROXY and NO_PROXY, in
small letters or capitals, of which the small ones win. What is set in the file wins over all of them.
"""

import re
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import NamedTuple
from urllib.parse import urlsplit

NEVER = "none"
FORM = "should be an address such as http://proxy.example:3128"


class Proxy(NamedTuple):
    """`url` may hold a user and a password; empty for none. `named` is the key or variable that it stands in."""

    url: str = ""
    named: str = ""


def of_environment(target: str, environment: Mapping[str, str]) -> Proxy:
    """The proxy for an address. Raises ValueError, which names the variable."""
    parts = urlsplit(target)
    if _spared(parts.hostname or "", parts.port or _usual(parts.scheme), _variable("no_proxy", environment)[1]):
        return Proxy()
    for wanted in (f"{parts.scheme}_proxy", "all_proxy"):
        name, value = _variable(wanted, environment)
        if value:
            try:
                return Proxy(read(value), name)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
    return Proxy()


def read(text: str) -> str:
    """The address of a proxy, in full. Raises ValueError that does not repeat it, as it may hold a password."""
    whole = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(whole)
        usable = parts.hostname and parts.port != 0 and parts.path in ("", "/") and not parts.query
    except ValueError:
        usable = False
    if not usable or not whole.isprintable() or " " in whole:
        raise ValueError(FORM)
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"{FORM}; {parts.scheme}:// is not spoken here")
    return whole


def shown(url: str) -> str:
    """Without user and password."""
    return re.sub(r"//.*@", "//", url)


def _variable(wanted: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """Its name as it is written there, and its value; one in small letters wins, also when it is empty."""
    if wanted in environment:
        return wanted, environment[wanted].strip()
    return next(((name, value.strip()) for name, value in environment.items() if name.lower() == wanted), ("", ""))


def _usual(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _spared(host: str, port: int, no_proxy: str) -> bool:
    """Whether a host stands in NO_PROXY: by name, with all that ends in it, by number or net, with or without a port."""
    return any(_meant(one, host.lower(), port) for one in re.split(r"[,\s]+", no_proxy.lower()) if one)


def _meant(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    try:
        return ip_address(host) in ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        pass  # one of them is no number
    name, _, given = entry.rpartition(":") if re.search(r"[^:]:\d+$|\]:\d+$", entry) else (entry, "", "")
    name = name.strip("[]").removeprefix("*").lstrip(".")
    return (not given or int(given) == port) and bool(name) and (host == name or host.endswith(f".{name}"))
