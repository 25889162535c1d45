"""Programmes as earlier versions wrote them, which centres have in their own folders: made into what is written today."""

from typing import Any

_TWO_POLLS = ("midway_after", "final_after", "midway", "final")


def amended(data: dict[str, Any]) -> dict[str, Any]:
    """`sessions` was counted by hand, and `[evaluation]` was one table for two polls. Raises ValueError."""
    found = dict(data)
    counted, topics = found.pop("sessions", None), found.get("session", [])
    if counted is not None and isinstance(topics, list) and counted != len(topics):
        raise ValueError(f"sessions: says {counted}, and there are {len(topics)} [[session]]; the line can be left out")
    plan = found.get("evaluation")
    if isinstance(plan, dict):
        if not all(key in plan for key in _TWO_POLLS):
            raise ValueError("evaluation: should be written [[evaluation]], with two brackets, once for each poll")
        found["evaluation"] = _polls(plan)
    return found


def _polls(plan: dict[str, Any]) -> list[dict[str, Any]]:
    rest = {key: it for key, it in plan.items() if key not in _TWO_POLLS}
    return [
        {**rest, "key": key, "when": "after", "session": plan[f"{key}_after"], "questionnaire": plan[key]}
        for key in ("midway", "final")
    ]
