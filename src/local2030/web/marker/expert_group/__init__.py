"""The marker's own audit: samples, blind double scoring, expert rounds, and changes of the rubric as bills."""
