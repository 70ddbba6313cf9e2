"""Other people's calendars: venues, council sessions, holidays; what clashes with our dates."""
