"""Pages of the team."""

from app.access.guards import staff_blueprint
from app.tasks import models  # noqa: F401

blueprint = staff_blueprint("tasks", __name__)
