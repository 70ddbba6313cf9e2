"""The evening while it runs: what is on, how late it is, and what can give time."""
