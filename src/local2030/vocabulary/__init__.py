"""The nouns that every room of the house speaks: frozen records and reference data, no rule of any engine."""
