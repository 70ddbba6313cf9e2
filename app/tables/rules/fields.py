"""Plans without any repeat by algebra, where the factors of the number of tables allow it."""

from functools import lru_cache

Table = tuple[tuple[int, ...], ...]
POLYNOMIALS = {
    4: (2, (1, 1)), 8: (2, (1, 1, 0)), 9: (3, (1, 0)), 16: (2, (1, 1, 0, 0)),
    25: (5, (2, 0)), 27: (3, (1, 2, 0)), 32: (2, (1, 0, 1, 0, 0)), 49: (7, (1, 0)),
    64: (2, (1, 1, 0, 0, 0, 0)), 81: (3, (2, 1, 0, 0)),
}  # fmt: skip
"""Order → its prime, and the irreducible polynomial below its leading one: x² = −(c₀ + c₁·x)."""


def prime_powers(number: int) -> list[int]:
    """The factors of a number that are powers of different primes: 12 → [4, 3]."""
    found, factor = [], 2
    while number > 1:
        power = 1
        while number % factor == 0:
            power, number = power * factor, number // factor
        if power > 1:
            found.append(power)
        factor += 1
    return found


@lru_cache(maxsize=16)
def arithmetic(order: int) -> tuple[Table, Table] | None:
    """Tables of sums and products of the field of so many elements; None: there is none here."""
    if order not in POLYNOMIALS:
        if prime_powers(order) != [order] or any(order % low == 0 for low in range(2, order)):
            return None
        span = range(order)
        return (
            tuple(tuple((a + b) % order for b in span) for a in span),
            tuple(tuple(a * b % order for b in span) for a in span),
        )
    prime, low = POLYNOMIALS[order]
    digits = [_digits(number, [prime] * len(low)) for number in range(order)]
    sums = tuple(
        tuple(_number([(x + y) % prime for x, y in zip(a, b, strict=True)], prime) for b in digits)
        for a in digits
    )
    products = tuple(
        tuple(_number(_product(a, b, prime, low), prime) for b in digits) for a in digits
    )
    return sums, products


def _digits(number: int, bases: list[int]) -> list[int]:
    digits = []
    for base in bases:
        number, digit = divmod(number, base)
        digits.append(digit)
    return digits


def _number(digits: list[int], prime: int) -> int:
    return sum(digit * prime**place for place, digit in enumerate(digits))


def _product(a: list[int], b: list[int], prime: int, low: tuple[int, ...]) -> list[int]:
    """Multiply as polynomials, then fold what is too high with the field's polynomial."""
    degree = len(low)
    found = [0] * (2 * degree - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            found[i + j] = (found[i + j] + x * y) % prime
    for place in range(2 * degree - 2, degree - 1, -1):
        high, found[place] = found[place], 0
        for step, coefficient in enumerate(low):
            found[place - degree + step] = (
                found[place - degree + step] - high * coefficient
            ) % prime
    return found[:degree]


class Ring:
    """Pairs, triples … of elements of the fields of the prime powers, numbered from 0."""

    def __init__(self, order: int) -> None:
        self.fields = [arithmetic(power) for power in prime_powers(order)]
        self.bases = prime_powers(order)
        self.known = None not in self.fields
        self.least = min(self.bases, default=1)
        """So many elements, the ``same`` ones, differ from each other by something that divides."""

    def same(self, number: int) -> int:
        """The element that is this number in every field."""
        return self._number([number] * len(self.bases))

    def at(self, a: int, k: int, b: int) -> int:
        """a + k·b"""
        digits = []
        for field, x, y, z in zip(
            self.fields, *(_digits(number, self.bases) for number in (a, k, b)), strict=True
        ):
            assert field is not None
            sums, products = field
            digits.append(sums[x][products[y][z]])
        return self._number(digits)

    def _number(self, digits: list[int]) -> int:
        number = 0
        for digit, base in zip(reversed(digits), reversed(self.bases), strict=True):
            number = number * base + digit
        return number


def rounds_without_repeats(
    tables: int, sizes: tuple[int, ...], rounds: int
) -> list[list[int]] | None:
    """For each round the table of each person, or None when algebra has no answer here.

    Person (a, b) of column b sits at a + k·b in round k. Two of them meet twice only if a
    difference of two k times one of two b is zero. Among the ``same`` elements no difference
    divides zero, so one side, rounds or columns, is taken from them. Larger tables take one more
    from the last column; tables that differ by more have no answer. When the columns can be cut
    into tables, further rounds seat people beside those of their own column.
    """
    widest, ring = max(sizes), Ring(tables)
    if not ring.known or widest > tables or widest - min(sizes) > 1:
        return None
    limit = tables if widest <= ring.least else ring.least
    main = min(rounds, limit)
    further: list[list[int]] | None = []
    if rounds > main:
        further = _within_columns(tables, sizes, rounds - main)
    if further is None:
        return None
    few_rounds = main <= ring.least
    columns = [number if few_rounds else ring.same(number) for number in range(widest)]
    steps = [ring.same(number) if few_rounds else number for number in range(main)]
    people = [(a, b) for b in columns for a in range(tables)][: sum(sizes)]
    return [[ring.at(a, k, b) for a, b in people] for k in steps] + further


def _within_columns(tables: int, sizes: tuple[int, ...], rounds: int) -> list[list[int]] | None:
    """Rounds in which each column, which has not met yet, is a smaller task of its own."""
    widest, people = max(sizes), sum(sizes)
    parts = tables // widest
    missing = widest * tables - people
    if tables % widest or missing > parts or (rounds > 1 and (missing or parts == 1)):
        return None
    if rounds == 1:
        column = [[a % parts for a in range(tables)]]
    else:
        smaller = rounds_without_repeats(parts, (widest,) * parts, rounds)
        if smaller is None:
            return None
        column = smaller
    return [
        [person // tables * parts + round_[person % tables] for person in range(people)]
        for round_ in column
    ]
