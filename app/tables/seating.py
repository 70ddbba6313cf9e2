"""Changes by hand: move, swap, lock. ``steps`` takes them back."""

from app.tables.steps import remember_step, undo, weigh

__all__ = ["remember_step", "undo", "weigh"]
