"""Lists out and back in: every kind of thing as CSV, XLSX or JSON, with a look at what would change before it does."""
