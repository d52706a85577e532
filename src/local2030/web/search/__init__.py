"""Finding: an index over titles and summaries, asked only through what the reader may see."""
