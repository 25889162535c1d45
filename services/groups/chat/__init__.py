"""A group's own chat: what is decided, who comes in, the bot's place there, and what it does."""

__all__ = ["choices", "door", "place", "plan", "tasks", "unnamed", "views", "work"]
