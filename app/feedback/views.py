"""Pages of the team."""

from app.access.guards import staff_blueprint
from app.feedback import models  # noqa: F401

blueprint = staff_blueprint("feedback", __name__)
