"""What has come due, and what will."""

__all__ = ["agenda", "planner", "samples", "teams"]
