"""Numbers as a database can hold them."""

LARGEST = 2**63 - 1
"""JSON knows no largest number; a column does."""


def whole(value: object, least: int = -LARGEST - 1) -> int:
    """`value` itself. Raises ValueError when it is no whole number of 64 bits, or less than `least`; `true` is none."""
    if type(value) is not int or not least <= value <= LARGEST:
        raise ValueError("not a whole number of 64 bits")
    return value
