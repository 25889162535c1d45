"""How the bot gets its updates."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from yarl import URL

from ..answers import Described
from ..core import World
from ..errors import bad_request
from ..params import Params
from ..webhook import Target

_MOST_UPDATES = 100
_LONGEST_WAIT = 50


async def get_updates(box: World, params: Params) -> list[dict[str, Any]]:
    """Hand out updates, waiting for some if asked to. Raises ApiError 409 while a webhook or another call is active."""
    box.updates.allow(_allowed(params))
    limit = params.integer("limit", _MOST_UPDATES)
    limit = limit if 1 <= limit <= _MOST_UPDATES else _MOST_UPDATES
    timeout = max(0, min(params.integer("timeout"), _LONGEST_WAIT))
    return await box.updates.get(params.integer("offset"), limit, timeout)


async def set_webhook(box: World, params: Params) -> Described:
    """Deliver updates to `url` from now on; an empty one ends that. Raises ApiError."""
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return await delete_webhook(box, params)
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch("[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    _check_address(url)
    connections = params.integer("max_connections", 40)
    target = Target(url, secret, max(1, min(connections, 100)), bool(params.raw.get("certificate")))
    box.updates.allow(_allowed(params))
    if params.boolean("drop_pending_updates"):
        box.updates.drop()
    if target == box.webhook.target:
        return Described(True, "Webhook is already set")
    await box.webhook.set(target)
    return Described(True, "Webhook was set")


async def delete_webhook(box: World, params: Params) -> Described:
    """Back to getUpdates."""
    if params.boolean("drop_pending_updates"):
        box.updates.drop()
    if box.webhook.target is None:
        return Described(True, "Webhook is already deleted")
    await box.webhook.clear()
    return Described(True, "Webhook was deleted")


def get_webhook_info(box: World, _: Params) -> dict[str, Any]:
    """The WebhookInfo."""
    target = box.webhook.target
    info: dict[str, Any] = {
        "url": target.url if target else "",
        "has_custom_certificate": bool(target and target.certificate),
        "pending_update_count": len(box.updates.pending),
    }
    if target:
        info["max_connections"] = target.max_connections
        info["ip_address"] = "127.0.0.1"
    if box.webhook.last_error:
        info["last_error_date"], info["last_error_message"] = box.webhook.last_error
    if box.updates.allowed:
        info["allowed_updates"] = list(box.updates.allowed)
    return info


def _allowed(params: Params) -> list[Any] | None:
    return params.listing("allowed_updates", "String") if "allowed_updates" in params.raw else None


def _check_address(url: str) -> None:
    """Telegram insists on HTTPS; on this machine itself plain HTTP is fine too."""
    try:
        parsed = URL(url)
    except ValueError:
        raise bad_request("bad webhook: invalid webhook URL specified") from None
    if parsed.scheme == "https" and parsed.host:
        return
    if parsed.scheme == "http" and parsed.host and _is_loopback(parsed.host):
        return
    raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
