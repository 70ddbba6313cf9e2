"""A member who votes last, or the clockwork at the deadline: ``URL GO DEED ARGUMENT MOMENT``."""

import sys
import time
from datetime import datetime
from pathlib import Path

from app import create_app
from app.core import clock
from app.core.errors import RuleBroken
from app.steering import votes
from app.steering.rules import Choice
from tests.conftest import BERLIN, test_settings


def main():
    url, go, deed, argument, moment = sys.argv[1:6]
    app = create_app(test_settings(url))
    with app.app_context():
        print("ready", flush=True)
        while not Path(go).exists():
            time.sleep(0.005)
        clock.start_at(datetime.fromisoformat(moment).replace(tzinfo=BERLIN))
        try:
            print(votes.close_due() if deed == "close" else vote(argument))
        except RuleBroken as fault:
            print(type(fault).__name__)


def vote(token):
    return votes.vote_by_link(token, Choice.YES, "").value


if __name__ == "__main__":
    main()
