"""Asks the Treffwerk of this machine or container whether it can work. Exit code 0: it can."""

import sys
import tomllib
import urllib.error
import urllib.parse
import urllib.request
from os import environ
from pathlib import Path

config = tomllib.loads(Path(environ.get("TREFFWERK_CONFIG", "config.toml")).read_text("utf-8"))
site = config["site"]
host, _, port = site.get("listen", "127.0.0.1:8000").rpartition(":")
host = "127.0.0.1" if host == "0.0.0.0" else host
prefix = urllib.parse.urlsplit(site["base_url"]).path.rstrip("/")
try:
    with urllib.request.urlopen(f"http://{host}:{port}{prefix}/readyz", timeout=4):
        sys.exit(0)
except (urllib.error.URLError, OSError) as fault:
    sys.exit(f"not ready: {fault}")
