"""What came out of a meeting: entries, release, PDF."""
