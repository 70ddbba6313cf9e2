"""What the program writes about itself: lines for people, or JSON for the city's log server.

Messages of ours hold no names, addresses or tokens. What libraries, databases and traces say may,
so everything that looks like one is taken out of every line (D-7).
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime

from gunicorn.config import Config
from gunicorn.glogging import Logger

from app.core.settings_sections import Settings

PRIVATE = (
    (re.compile(r"[^\s@<>\"'(=]+@[^\s@<>\"')]+\.\w+"), "…@…"),
    (re.compile(r"(Key \([^)]*\)=)\(.*\)", re.M), r"\1(…)"),  # PostgreSQL: the values of a row
    (re.compile(r"(Failing row contains) \(.*\)", re.M), r"\1 (…)"),
    (re.compile(r"(?<=/)[\w-]{27,}"), "…"),  # the token of a personal link
    (re.compile(r"(?<![\d.])(?!127\.)(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}(?![\d.])"), r"\1.…"),
    (re.compile(r"((?:[0-9a-f]{1,4}:){2})(?:[0-9a-f]{0,4}:){1,5}[0-9a-f]{1,4}", re.I), r"\1…"),
)
"""What may be somebody's, and what is written instead."""


def without_names(text: str) -> str:
    """The text without mail addresses, tokens, values of rows and ends of network addresses."""
    for pattern, instead in PRIVATE:
        text = pattern.sub(instead, text)
    return text


class Lines(logging.Formatter):
    """For people at the terminal or in the journal."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, with the trace of an error below."""
        return without_names(super().format(record))


class JsonLines(logging.Formatter):
    """One object a line: time, level, logger, message, and the trace of an error."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": without_names(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = without_names(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class WebServerLog(Logger):  # type: ignore[misc]
    """gunicorn writes where all the others write."""

    def setup(self, cfg: Config) -> None:
        """No lines of its own form."""
        super().setup(cfg)
        self.error_log.propagate = True


def begin(settings: Settings) -> None:
    """Write to standard error in the form of the settings, in every process from now on."""
    as_json = settings.log.form == "json"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else Lines())
    level = logging.INFO if as_json else logging.WARNING
    logging.basicConfig(handlers=[handler], level=level, force=True)


def say(settings: Settings, words: str) -> None:
    """What the person who starts Treffwerk should read: as it is, or as a line of the log."""
    if settings.log.form == "json":
        logging.getLogger("treffwerk").info(" ".join(words.split()))
    else:
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()
