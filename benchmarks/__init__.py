"""Speed as ratios within one run against a stated limit or peer; never a timed test."""
