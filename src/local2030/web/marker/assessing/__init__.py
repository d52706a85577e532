"""Assessments on the marker: claims, blind reviews, the right to contest, publishing; and the level as it stands after each event."""
