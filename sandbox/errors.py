"""How a call is refused: one exception for the Bot API, one for the control API."""

from __future__ import annotations


class ApiError(Exception):
    """A Bot API refusal: HTTP status, description in Telegram's own words, `parameters` where Telegram sends them."""

    def __init__(self, code: int, description: str, parameters: dict[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class ControlError(Exception):
    """A refusal of the control API: HTTP status and one sentence for whoever drives the sandbox."""

    def __init__(self, message: str, code: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def bad_request(reason: str) -> ApiError:
    """400 with Telegram's prefix; `reason` starts as Telegram's does, without "Bad Request: "."""
    return ApiError(400, "Bad Request: " + reason)


def blocked() -> ApiError:
    """What every send to a person who blocked the bot answers."""
    return ApiError(403, "Forbidden: bot was blocked by the user")


def too_many_requests(retry_after: int) -> ApiError:
    """429 with `parameters.retry_after` in whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
