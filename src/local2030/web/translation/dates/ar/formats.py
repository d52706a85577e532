"""Thousands set apart in Arabic too, 12.391; dates and signs are Django's."""

NUMBER_GROUPING = 3
