"""The address book: people, organisations, and what they agreed to."""
