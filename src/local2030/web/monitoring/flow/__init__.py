"""Values on their way: handed up from one level to the next, and results that rest on them."""
