"""Local SDG indicators: how each place moves towards its targets, what is missing, how it stands against the whole."""
