"""Structured logs without personal data: events and row numbers, never a name, a text, a token or a Telegram id."""

import logging
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, MutableMapping
from types import TracebackType
from typing import Any, Literal

import structlog

_TOKEN = re.compile(r"bot\d{5,}:[A-Za-z0-9_-]{10,}")
_REASON = re.compile(r"[A-Za-z_]+( \d{3})?")
"""A word of `domain/delivery.py`, or an exception's name: nothing that somebody else has worded."""
_NEVER = frozenset({"text", "name", "phone", "payload", "telegram_id", "first_name", "last_name", "argument"})


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take out what must not be there, whoever put it in."""
    for key, value in event.items():
        if key in _NEVER or (key == "reason" and not _REASON.fullmatch(str(value))):
            event[key] = "…"
        elif isinstance(value, str):
            event[key] = _TOKEN.sub("bot…", value)
    return event


def _without_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception is logged as its kind and where it was raised: its message may quote what a person wrote."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["fault"] = type(error).__name__
        event["at"] = _frames(error)
        if error.__cause__ is not None:
            event["cause"] = type(error.__cause__).__name__
    return event


def _frames(error: BaseException) -> list[str]:
    frames, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-4:]


def set_up(level: str = "info", style: Literal["console", "json"] = "console") -> None:
    """Logs go to standard error, one event a line."""
    last: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if style == "console":
        last = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_values,
            redact,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Libraries()], level=logging.WARNING, force=True)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    sys.excepthook = _last_words
    sys.unraisablehook = _in_passing
    threading.excepthook = _in_passing


class Seldom:
    """Says the same thing at most once a minute, and how many times it was so: what others can cause must not fill the disk."""

    def __init__(self, every: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._every, self._clock = every, clock
        self._said: dict[str, float] = {}
        self._times: Counter[str] = Counter()

    def times(self, what: str) -> int:
        """How many times it was so since it was last said, this time included; 0 when it is not to be said now.

        `what` is one of few: each is remembered.
        """
        self._times[what] += 1
        now = self._clock()
        if now - self._said.get(what, -self._every) < self._every:
            return 0
        self._said[what] = now
        return self._times.pop(what)


class _Libraries(logging.Handler):
    """What libraries log, as where and what kind only: their messages may quote anything, an update or a row."""

    def __init__(self) -> None:
        super().__init__()
        self._seldom = Seldom()

    def emit(self, record: logging.LogRecord) -> None:
        where = f"{record.filename}:{record.lineno} {record.funcName}"
        if times := self._seldom.times(where):
            structlog.get_logger().log(
                record.levelno, "library", logger=record.name, where=where, times=times, exc_info=record.exc_info
            )


def _last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """An exception that nobody caught."""
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("died", exc_info=(kind, error, trace))


def _in_passing(args: Any) -> None:
    """An exception in a thread, or while something was thrown away: Python itself would print what it says."""
    if not issubclass(args.exc_type, SystemExit):
        structlog.get_logger().error("died_in_passing", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
