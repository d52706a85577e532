"""Local monitoring on the site: data sets, indicators, places, and files that come in; each a room of its own."""
