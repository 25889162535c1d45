"""A coordinator's courses."""
