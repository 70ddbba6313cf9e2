"""Changes by hand: move, swap, lock, undo."""

from app.access.guards import staff_blueprint

blueprint = staff_blueprint("seats", __name__)
