"""Exact amounts to whole crowns by the largest remainder: shares always add up to the crown."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Self


@dataclass(frozen=True)
class Amounts:
    """Exact amounts by key, as whole parts of one denominator: many times faster than fractions, and as exact."""

    parts: Mapping[str, int]
    denominator: int = 1

    @classmethod
    def of(cls, fractions: Mapping[str, Fraction]) -> Self:
        """Brought to their common denominator."""
        common = lcm(*(amount.denominator for amount in fractions.values()))
        return cls({key: int(amount * common) for key, amount in fractions.items()}, common)

    def fractions(self) -> dict[str, Fraction]:
        """The same as fractions."""
        return {key: Fraction(part, self.denominator) for key, part in self.parts.items()}

    def total(self) -> Fraction:
        """Their sum."""
        return Fraction(sum(self.parts.values()), self.denominator)


def half_up(amount: Fraction) -> int:
    """The nearest whole crown; a half goes up."""
    return (amount + Fraction(1, 2)).__floor__()


def to_crowns(amounts: Amounts, total: int) -> dict[str, int]:
    """Whole crowns that add up to `total`, each less than a crown away from its exact amount.

    Everybody gets the whole crowns of the exact amount; the crowns that are left go to the largest remainders. Where
    remainders are equal, the larger amount gets the crown, then the lower key, so that the order of rows never decides.
    ValueError where amounts are not those of the total.
    """
    shares = {key: part // amounts.denominator for key, part in amounts.parts.items()}
    left = total - sum(shares.values())
    remainders = ((-(part % amounts.denominator), -part, key) for key, part in amounts.parts.items())
    waiting = sorted(turn for turn in remainders if turn[0])
    if not 0 <= left <= len(waiting):
        raise ValueError("the amounts do not belong to the total")
    for _remainder, _part, key in waiting[:left]:
        shares[key] += 1
    return shares
