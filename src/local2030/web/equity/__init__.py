"""Who is left behind: the same page for every list, of places, programmes and records."""
