"""The course database for everybody: `records` for programs and spreadsheets, `page` for a web site. No words of the chat."""

__all__ = ["page", "records"]
