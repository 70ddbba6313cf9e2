"""Sessions: who is there, quorum, motions and decisions."""

from app.access.guards import staff_blueprint

blueprint = staff_blueprint("sessions", __name__)
