"""Public pages."""

from app.access.guards import public_blueprint

blueprint = public_blueprint("tasks_public", __name__)
