"""What the office does for projects: the support log, requests that became cases, funding."""
