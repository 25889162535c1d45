"""The database's address as people write it: a file for SQLite, and for PostgreSQL what libpq understands.

asyncpg reads most of libpq's parameters itself, and takes any other for a setting of the server, which refuses it with many
words. So each is looked at here first, and a fault is told in one sentence that never holds a password.
"""

import re
import ssl
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode

from msgspec import Struct

POSTGRES = re.compile(r"(?i)postgres(ql)?(\+\w+)?://")
SQLITE = re.compile(r"(?i)sqlite(\+\w+)?://")
REST = r"(?P<hosts>[^@/?#]*)(?:/(?P<name>[^?#@/]*))?(?:\?(?P<query>(?:\w+=[^&]*)(?:&\w+=[^&]*)*)?)?"
FORMS = (
    re.compile(rf"(?:(?P<user>[^:@/?#]*)(?::(?P<password>.*?))?@)?{REST}"),
    re.compile(rf"(?P<user>[^:/?#]*)(?::(?P<password>.*?))?@{REST}"),
)
"""What follows `postgresql://`. A password may hold @ / ? # as they are; in the second form the user may hold @, too."""
ONE_OF = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "target_session_attrs": ("any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
    "sslnegotiation": ("postgres", "direct"),
    "gssencmode": ("disable", "prefer"),
    "channel_binding": ("disable", "prefer"),
    "client_encoding": ("utf8", "UTF8", "utf-8", "UTF-8", "auto"),
}
FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
NUMBERS = (
    "connect_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
)
PASSED_ON = {
    "host", "port", "dbname", "user", "password", "passfile", "service", "sslmode", "sslnegotiation", *FILES, "sslpassword",
    "ssl_min_protocol_version", "ssl_max_protocol_version", "target_session_attrs", "application_name", "options",
    "krbsrvname", "gsslib",
}  # fmt: skip
OF_NO_EFFECT = {"gssencmode", "channel_binding", "client_encoding", "sslcompression", "sslsni", *NUMBERS}
"""What libpq would do no more with than we do, given the values that are let through."""
SECRET = ("password", "sslpassword")


class AddressFault(ValueError):  # noqa: N818 - told in a sentence
    """What is wrong with an address, after "should", "is" or a parameter's name; without any password."""


class Address(Struct, frozen=True):
    """`file` is SQLite's, else None. `text` can be read again, `dsn` is for asyncpg, `shown` is without passwords."""

    file: str | None
    text: str
    shown: str
    dsn: str = ""
    connect_timeout: float | None = None
    has_password: bool = False


def read(text: str) -> Address:
    """Raises AddressFault."""
    if found := SQLITE.match(text):
        return _sqlite(text[found.end() :])
    if found := POSTGRES.match(text):
        return _postgres(text[found.end() :])
    raise AddressFault("should begin with sqlite:/// or postgresql://")


def _sqlite(rest: str) -> Address:
    file = rest.removeprefix("/")
    if not rest.startswith("/") or not file or file.startswith((":memory:", "file:")) or file.endswith("/"):
        raise AddressFault("should name a file, such as sqlite:///mestringsbot.db")
    if not file.isprintable():
        raise AddressFault("should name a file that can be written in one line")
    if re.search(r"\?\w+=", file):
        raise AddressFault("should name a file and nothing else: what follows the ? has no meaning here")
    return Address(file, f"sqlite:///{file}", file)


def _postgres(rest: str) -> Address:
    found = next(filter(None, (form.fullmatch(rest) for form in FORMS)), None)
    if found is None:
        raise AddressFault("should be of the form postgresql://user:password@host:5432/name?sslmode=require")
    part = {name: value or "" for name, value in found.groupdict().items()}
    try:
        user, password = (quote(unquote(part[name], errors="strict"), safe="") for name in ("user", "password"))
        given = dict(parse_qsl(part["query"], errors="strict"))
        urlencode(given)
    except UnicodeError as error:
        raise AddressFault("is not text in UTF-8") from error
    _check_hosts(part["hosts"], given)
    query = _parameters(given)
    place = f"{part['hosts']}/{part['name']}"
    secret = f":{password}" if password else ""
    whole = f"postgresql://{user}{secret}{'@' if user or secret else ''}{place}"
    timeout = {name: given[name] for name in ("connect_timeout",) if name in given}
    shown = {name: value for name, value in query.items() if name not in SECRET}
    return Address(
        file=None,
        text=whole + _query(query | timeout),
        shown=f"postgresql://{user}{'@' if user else ''}{place}{_query(shown | timeout)}",
        dsn=whole + _query(query),
        connect_timeout=_seconds(given.get("connect_timeout", "")),
        has_password=bool(password or given.keys() & set(SECRET)),
    )


def _query(parameters: Mapping[str, str]) -> str:
    return f"?{urlencode(parameters, safe='/:,')}" if parameters else ""


def _seconds(text: str) -> float | None:
    """As libpq: nothing, 0 or less is for as long as it takes."""
    return float(text) if text and int(text) > 0 else None


def _check_hosts(hosts: str, given: Mapping[str, str]) -> None:
    for one in filter(None, hosts.split(",")):
        host, _, port = one.rpartition(":") if re.search(r":[^\]]*$", one) else (one, "", "")
        if port and not _is_port(port):
            raise AddressFault("should have a number from 1 to 65535 as its port")
        if ":" in host and not re.fullmatch(r"\[[0-9A-Fa-f:.%]+\]", host):
            raise AddressFault("should have an IPv6 address in brackets: [::1]")
    for port in filter(None, given.get("port", "").split(",")):
        if not _is_port(port):
            raise AddressFault("port should be a number from 1 to 65535")


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535


def _parameters(given: Mapping[str, str]) -> dict[str, str]:
    """Those that asyncpg is to see. Raises AddressFault for one that is not known, or not as it should be."""
    wanted = dict(given)
    for ours, theirs in (("ssl", "sslmode"), ("database", "dbname"), ("fallback_application_name", "application_name")):
        if ours in wanted:
            value = wanted.pop(ours)
            wanted.setdefault(theirs, value)
    for name, value in wanted.items():
        _check(name, value)
    _trust_the_system(wanted)
    for name in FILES:
        if name in wanted and not Path(wanted[name]).is_file():
            raise AddressFault(f"{name}: there is no file {wanted[name]}")
    _check_certificates(wanted)
    return {name: value for name, value in wanted.items() if name in PASSED_ON}


def _check(name: str, value: str) -> None:
    if name not in PASSED_ON | OF_NO_EFFECT:
        near = get_close_matches(name, sorted(PASSED_ON | OF_NO_EFFECT), n=1, cutoff=0.6)
        more = f"; did you mean {near[0]}?" if near else ""
        raise AddressFault(f"{name}: is not understood here{more}")
    if value not in ONE_OF.get(name, (value,)):
        raise AddressFault(f"{name}: should be {', '.join(ONE_OF[name][:-1])} or {ONE_OF[name][-1]}")
    if name in NUMBERS and not re.fullmatch(r"-?[0-9]{1,6}", value):
        raise AddressFault(f"{name}: should be a whole number of seconds")
    if name.endswith("_protocol_version") and value not in ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"):
        raise AddressFault(f"{name}: should be TLSv1.2 or TLSv1.3")


def _trust_the_system(wanted: dict[str, str]) -> None:
    """`sslrootcert=system`: whom the machine trusts, which only helps where the name is looked at."""
    if wanted.get("sslrootcert") != "system":
        return
    if wanted.setdefault("sslmode", "verify-full") != "verify-full":
        raise AddressFault("sslmode: should be verify-full with sslrootcert=system")
    paths = ssl.get_default_verify_paths()
    wanted["sslrootcert"] = paths.cafile or paths.openssl_cafile


def _check_certificates(wanted: Mapping[str, str]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for name in ("sslrootcert", "sslcrl"):
        try:
            if name in wanted:
                context.load_verify_locations(cafile=wanted[name])
        except OSError as error:
            raise AddressFault(f"{name}: {wanted[name]} cannot be read as certificates (PEM)") from error
    try:
        if "sslcert" in wanted:
            key, password = wanted.get("sslkey"), wanted.get("sslpassword", "")
            context.load_cert_chain(wanted["sslcert"], key, lambda: password)
    except OSError as error:
        raise AddressFault("sslcert: cannot be read with its sslkey and sslpassword (PEM)") from error
