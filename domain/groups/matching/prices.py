"""Prices for people such that no group is worth more than its members: together they bound what all groups can be worth."""

_ROUNDS = 6


def fair_prices(columns: list[tuple[int, int]]) -> dict[int, int]:
    """Person to price. For each group of (people, score): people times score is at most the sum of the members' prices.

    Begins with the best group of each and lowers one price after the other: by half of what is too much, at last by all.
    """
    prices: dict[int, int] = {}
    of: dict[int, list[tuple[int, ...]]] = {}
    for mask, score in columns:
        members = []
        rest = mask
        while rest:
            low = rest & -rest
            rest ^= low
            members.append(low.bit_length() - 1)
        row = (len(members) * score, *members)
        for i in members:
            of.setdefault(i, []).append(row)
            if score > prices.get(i, -1):
                prices[i] = score
    rounds = _ROUNDS if len(columns) < 5_000 else 2
    for number in range(1, rounds + 1):
        for i, rows in of.items():
            slack = min(sum(map(prices.__getitem__, row[1:])) - row[0] for row in rows)
            prices[i] -= min(prices[i], slack if number == rounds else slack // 2)
    return prices


def given_away(columns: list[tuple[int, int]], prices: dict[int, int]) -> list[tuple[int, int, int]]:
    """(price of the members less what the group is worth, people, score)."""
    found = []
    for mask, score in columns:
        rest, total = mask, 0
        while rest:
            low = rest & -rest
            rest ^= low
            total += prices[low.bit_length() - 1]
        found.append((total - mask.bit_count() * score, mask, score))
    return found
