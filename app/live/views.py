"""Pages of the team."""

from app.access.guards import staff_blueprint
from app.live import models  # noqa: F401

blueprint = staff_blueprint("live", __name__)
