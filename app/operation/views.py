"""The page „Zustand“: whether everything works that nobody looks at."""

from flask import render_template

from app.access.guards import Answer, staff_blueprint
from app.operation.state import Health, conditions, faults_nobody_sees

blueprint = staff_blueprint("operation", __name__)


@blueprint.app_context_processor
def quiet_faults() -> dict[str, object]:
    """For the page Heute, which lives below this room."""
    return {"faults_nobody_sees": faults_nobody_sees}


@blueprint.get("/zustand")
def state() -> Answer:
    """All conditions, the faults first."""
    order = (Health.FAULT, Health.HINT, Health.GOOD)
    found = sorted(conditions(), key=lambda one: order.index(one.health))
    return render_template("operation/state.html", conditions=found)
