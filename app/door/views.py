"""Who is there, for the signed-in team."""

from app.access.guards import staff_blueprint

blueprint = staff_blueprint("door", __name__)
