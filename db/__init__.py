"""Rows: models, the transaction, encryption, and queries by noun."""
