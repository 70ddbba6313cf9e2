"""Pages of the team."""

from app.access.guards import staff_blueprint
from app.floor import models  # noqa: F401

blueprint = staff_blueprint("floor", __name__)
