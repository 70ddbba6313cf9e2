"""Tools that know nothing of meetings: database, clock, settings, forms, calendar files, PDF."""
