"""The demo year: sample data, loader and export."""
