"""Joint programmes with phases, money and prospects; commitments followed to the ground; what changed because of the marker."""
