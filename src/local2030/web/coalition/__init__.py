"""The Coalition's own things: what they are (`kind.py`), how the first ones come in, the tracker and the Hubs."""
