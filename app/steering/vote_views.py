"""Written votes, for the office."""

from app.access.guards import staff_blueprint

blueprint = staff_blueprint("votes", __name__)
