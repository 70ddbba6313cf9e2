"""What every process of a race has imported already when it is forked."""

from sqlalchemy.orm import configure_mappers

from tests.races import (  # noqa: F401
    ask_worker,
    contact_worker,
    door_worker,
    limit_worker,
    live_worker,
    merge_worker,
    minutes_worker,
    print_worker,
    reply_worker,
    seating_worker,
    slip_worker,
    steering_worker,
    worker,
)

configure_mappers()
