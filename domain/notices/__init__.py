"""Notices."""

from domain.notices.audience import Audience

__all__ = ["Audience", "buttons", "messages"]
