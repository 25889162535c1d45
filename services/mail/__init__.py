"""What comes in and what goes out: the inbox, the outbox, small notes, and work kept apart from the rest."""

__all__ = ["apart", "batches", "concerns", "inbox", "notes", "outbox"]
