"""Vectors of the bounds on mask graphs (docs/graph-bounds.md), from exact integers instead of sums of logarithms.

python3 -B scripts/vectors/graphBounds.py > test/vectors/graph/bounds.json

With a number, only those of lists with at most as many clients.
"""

import json
import sys
from decimal import Decimal, getcontext
from fractions import Fraction
from math import comb

getcontext().prec = 40
LN2 = Decimal(2).ln()


def upper_tail(size: int, marked: int, drawn: int, least: int) -> Fraction:
    """Pr[X >= least] for the number X of marked elements among `drawn` of `size`."""
    ways = sum(
        comb(marked, x) * comb(size - marked, drawn - x)
        for x in range(max(least, 0, drawn - (size - marked)), min(drawn, marked) + 1)
    )
    return Fraction(ways, comb(size, drawn))


def as_decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def log2(value: Decimal) -> str:
    return "-Infinity" if value == 0 else f"{value.ln() / LN2:.12f}"


def bounds(case: dict) -> dict:
    listed, corrupt = case["listed"], case["maxCorrupt"]
    size, drawn = listed - 1, min(case["neighbours"], listed - 1)
    honest = listed - corrupt
    exposure = listed * upper_tail(size, min(corrupt, size), drawn, case["shareThreshold"])
    isolation = Decimal(0)
    for part in range(1, honest // 2 + 1):
        tail = as_decimal(upper_tail(size, part - 1 + corrupt, drawn, case["minPresent"]))
        isolation += comb(honest, part) * tail**part
    staying = max(0, size - case["gone"])
    loss = listed * (1 - upper_tail(size, staying, drawn, case["shareThreshold"]))
    return {
        **case,
        "exposure": log2(as_decimal(exposure)),
        "isolation": log2(isolation),
        "loss": log2(as_decimal(loss)),
    }


# neighbours, shareThreshold, minPresent, listed, maxCorrupt, gone
CASES = [
    (8, 2, 6, 12, 1, 2),
    (8, 2, 6, 10, 1, 0),
    (4, 2, 4, 40, 0, 0),
    (3, 3, 3, 6, 2, 1),
    (11, 2, 5, 12, 1, 3),
    (20, 2, 5, 12, 1, 3),
    (5, 2, 4, 30, 10, 6),
    (5, 1, 1, 30, 10, 29),
    (7, 7, 7, 50, 0, 3),
    (38, 22, 24, 270, 30, 30),
    (41, 24, 26, 450, 50, 50),
    (47, 27, 29, 1000, 100, 100),
    (48, 28, 32, 900, 100, 100),
    (48, 28, 32, 850, 100, 50),
    (48, 28, 32, 800, 100, 50),
    (71, 46, 47, 900, 200, 100),
    (54, 31, 33, 4500, 500, 500),
    (55, 32, 37, 9000, 1000, 1000),
    (85, 55, 56, 10000, 2000, 1000),
]
NAMES = ("neighbours", "shareThreshold", "minPresent", "listed", "maxCorrupt", "gone")

if __name__ == "__main__":
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    cases = [dict(zip(NAMES, case)) for case in CASES]
    print(json.dumps([bounds(case) for case in cases if case["listed"] <= most], indent=2))
