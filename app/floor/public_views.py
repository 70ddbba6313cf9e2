"""Public pages."""

from app.access.guards import public_blueprint

blueprint = public_blueprint("floor_public", __name__)
