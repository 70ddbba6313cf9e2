"""For the proxy and the monitoring: is the process there, can it work. No details for strangers."""

from flask import Response

from app.access.guards import Answer, public_blueprint
from app.operation.state import clock_is_wrong, is_ready

blueprint = public_blueprint("health_public", __name__)


@blueprint.get("/healthz")
def alive() -> Answer:
    """The process answers. Asks nobody else."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/readyz")
def ready() -> Answer:
    """503 while something is missing without which people cannot be served (O-6).

    A wrong clock of this host is told and does no harm: all go by the database's.
    """
    fine = is_ready()
    words = ("ok\n" if fine else "not ready\n") + ("clock is wrong\n" if clock_is_wrong() else "")
    answer = Response(words, content_type="text/plain; charset=utf-8")
    answer.status_code = 200 if fine else 503
    return answer
