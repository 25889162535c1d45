"""Counters of what comes in (Prometheus). Outcomes only: never a person, never a text."""

from prometheus_client import Counter

UPDATES = Counter("mestringsbot_updates_total", "Updates, by what became of them", ["outcome"])
