"""The retention run on the demo year: what is shown is what is done, and then nothing is left."""

from datetime import timedelta

DAY = timedelta(days=1)
