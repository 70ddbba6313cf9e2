"""People with tasks who are not in the address book: looked up, and forgotten in time."""

from app.tasks import queries
from tests.tasks import build


def test_names_are_looked_up_at_once(ctx, count_queries):
    build.out(*[build.somebody(f"Person {n}", f"p{n}@example.org") for n in range(3)])
    with count_queries() as asked:
        queries.strangers_known_by_now()
    assert sum(one.startswith("SELECT") for one in asked) == 2
