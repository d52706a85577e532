"""The level on any day, what is fresh and what isn't, alarms and the feed."""
