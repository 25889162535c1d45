"""Counters of what leaves by itself (Prometheus). Kinds and states only: never a person, never a text."""

from prometheus_client import Counter, Gauge, Histogram

OUTCOMES = Counter("mestringsbot_outbox_total", "Messages settled, by kind and state", ["kind", "state"])
WAITING = Gauge("mestringsbot_outbox_waiting", "Messages that are due and not yet sent")
TICK_SECONDS = Histogram("mestringsbot_planner_tick_seconds", "How long one look at what has come due takes")
