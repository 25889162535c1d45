"""What is stored about somebody."""

__all__ = ["buttons"]
