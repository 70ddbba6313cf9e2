"""Speed and memory, measured against bare baselines in the same run: ``make bench``."""
