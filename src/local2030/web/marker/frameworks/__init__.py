"""Cooperation frameworks by stage, the local voices in them, and pilots with before and after."""
