"""Open data by versioned addresses."""

from app.access.guards import public_blueprint

blueprint = public_blueprint("open_data", __name__)
