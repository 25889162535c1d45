"""Failures that tests and rehearsals order: refusals, broken gateways, answers that never arrive."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from .errors import ControlError

_PAGE = "<html><head><title>{0}</title></head><body><center>nginx</center></body></html>"
BROKEN = {
    "done_500": (500, '{"ok":false,"error_code":500,"description":"Internal Server Error"}'),
    "done_502": (502, _PAGE.format("502 Bad Gateway")),
    "done_504": (504, ""),
    "done_403_page": (403, _PAGE.format("403 Forbidden")),
    "done_login_page": (200, _PAGE.format("Sign in to the network")),
    "done_cut_off": (200, '{"ok":true,"result":{"message_id":1'),
    "done_no_ok": (200, '{"result":{"message_id":1}}'),
    "done_no_result": (200, '{"ok":true}'),
    "done_odd_result": (200, '{"ok":true,"result":{"message":"sent"}}'),
    "done_not_ok": (200, '{"ok":false}'),
    "done_other_code": (502, '{"ok":false,"error_code":400,"description":"Bad Request"}'),
}
"""Answers that say nothing of what became of the call, which was carried out: status and body."""
KINDS = ("429", "400", "403", "500", "no_answer", "lost_answer", "bad_gateway_html", "slow", "done_cut_short", *BROKEN)


@dataclass(slots=True)
class Fault:
    """What goes wrong, with which calls, how often (`count` 0 = until cleared), after `delay` seconds.

    Without `method` it strikes every method but getUpdates, which would else use the fault up while waiting.
    `slow` (delay, then carried out as usual) is the one kind that is no failure. `reason` is what a 400 says. With
    `done_...` and `lost_answer` the call is carried out, and the answer does not say so.
    """

    kind: str
    method: str | None = None
    chat_id: int | None = None
    count: int = 1
    retry_after: int = 3
    delay: float = 0.0
    reason: str = "REFUSED"

    def strikes(self, method: str, chat_id: object) -> bool:
        """Whether this call is one of those meant; `method` in lower case, `chat_id` as it came."""
        if self.method is None:
            if method == "getupdates":
                return False
        elif self.method.lower() != method:
            return False
        return self.chat_id is None or str(self.chat_id) == str(chat_id)


class Faults:
    """The faults ordered so far, oldest first; each call meets at most one."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Order a fault from the JSON of `POST /sandbox/faults`. Raises ControlError."""
        unknown = set(wish) - set(Fault.__slots__)
        if unknown:
            raise ControlError(f"unknown field in the fault: {sorted(unknown)[0]}")
        kind = str(wish.get("kind"))
        if kind not in KINDS:
            raise ControlError("kind must be one of " + ", ".join(KINDS))
        try:
            fault = Fault(
                kind,
                str(wish["method"]) if wish.get("method") else None,
                int(wish["chat_id"]) if wish.get("chat_id") else None,
                int(wish.get("count", 1)),
                int(wish.get("retry_after", 3)),
                float(wish.get("delay", 0)),
                str(wish.get("reason", "REFUSED")),
            )
        except (TypeError, ValueError):
            raise ControlError("chat_id, count, retry_after and delay must be numbers") from None
        self._faults.append(fault)
        return asdict(fault)

    def meet(self, method: str, chat_id: object) -> Fault | None:
        """The fault this call meets, counted down."""
        if not self._faults:
            return None
        for fault in self._faults:
            if fault.strikes(method, chat_id):
                if fault.count == 1:
                    self._faults.remove(fault)
                elif fault.count > 1:
                    fault.count -= 1
                return fault
        return None

    def to_json(self) -> list[dict[str, Any]]:
        """What is still ordered."""
        return [asdict(fault) for fault in self._faults]

    def clear(self) -> None:
        """Everything works again."""
        self._faults.clear()
