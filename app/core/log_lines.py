"""What the program writes about itself: lines for people, or JSON for the city's log server.

Neither holds names, addresses or tokens: nothing of the kind is ever put into a message (D-7).
"""

import json
import logging
import sys
from datetime import UTC, datetime

from app.core.settings_sections import Settings


class JsonLines(logging.Formatter):
    """One object a line: time, level, logger, message, and the trace of an error."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def begin(settings: Settings) -> None:
    """Write to standard error in the form of the settings, in every process from now on."""
    if settings.log.form != "json":
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in ("gunicorn.error", "gunicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
