"""``make bench``: all measurements, then one table.

``python -m bench pages memory`` measures these parts alone.
"""

import sys

from bench import documents, feeds, ideas, queries, scale, served, support
from bench.report import Told, table

ALONE = {
    "documents": documents.measure,
    "queries": queries.measure,
    "scale": scale.measure,
    "ideas": ideas.measure,
    "feeds": feeds.measure,
    "support": support.measure,
}
PARTS = (*served.PARTS, *ALONE)


def main(wanted: list[str]) -> int:
    """Measure everything, or the named parts, and print the table."""
    parts = wanted or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        print(f"unknown: {', '.join(unknown)}. The parts are: {', '.join(PARTS)}")
        return 2
    results = Told()
    if set(parts) & set(served.PARTS):
        results.extend(served.measure(parts))
    for name, measure in ALONE.items():
        if name in parts:
            results += measure()
    print("\n" + table(results))
    missed = [one.what.strip() for one in results if one.met is False]
    print(f"\nNot met: {'; '.join(missed) or 'nothing'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
