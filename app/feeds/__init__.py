"""Our meetings as calendars to subscribe to: for everybody, for one person, for the team."""
