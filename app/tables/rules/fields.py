"""Plans without any repeat where the number of tables is a prime power (algebra over finite fields)."""

from functools import lru_cache

Table = tuple[tuple[int, ...], ...]
POLYNOMIALS = {
    4: (2, (1, 1)), 8: (2, (1, 1, 0)), 9: (3, (1, 0)), 16: (2, (1, 1, 0, 0)),
    25: (5, (2, 0)), 27: (3, (1, 2, 0)), 32: (2, (1, 0, 1, 0, 0)), 49: (7, (1, 0)),
}  # fmt: skip
"""Order → its prime, and the irreducible polynomial below its leading one: x² = −(c₀ + c₁·x)."""


def is_prime(number: int) -> bool:
    return number > 1 and all(number % factor for factor in range(2, int(number**0.5) + 1))


@lru_cache(maxsize=16)
def arithmetic(order: int) -> tuple[Table, Table] | None:
    """Tables of sums and products of the field of so many elements; None when there is none here."""
    if is_prime(order):
        span = range(order)
        return (
            tuple(tuple((a + b) % order for b in span) for a in span),
            tuple(tuple(a * b % order for b in span) for a in span),
        )
    if order not in POLYNOMIALS:
        return None
    prime, low = POLYNOMIALS[order]
    digits = [_digits(number, prime, len(low)) for number in range(order)]
    sums = tuple(
        tuple(_number([(x + y) % prime for x, y in zip(a, b, strict=True)], prime) for b in digits)
        for a in digits
    )
    products = tuple(
        tuple(_number(_product(a, b, prime, low), prime) for b in digits) for a in digits
    )
    return sums, products


def _digits(number: int, prime: int, length: int) -> list[int]:
    return [number // prime**place % prime for place in range(length)]


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


def rounds_without_repeats(
    tables: int, sizes: tuple[int, ...], rounds: int
) -> list[list[int]] | None:
    """For each round the table of each person, or None when algebra has no answer here.

    Person (a, b) of a column b sits at a + k·b in round k. Tables are full up to the smallest size;
    larger ones take one more from the last column. One more round comes free: the columns themselves.
    """
    field = arithmetic(tables)
    widest = max(sizes)
    if field is None or widest > tables or rounds > tables:
        return None
    sums, products = field
    people = [(a, b) for b in range(widest) for a in range(tables)][: sum(sizes)]
    return [[sums[a][products[k][b]] for a, b in people] for k in range(rounds)]
