"""Rows of everything the Coalition runs: each a thing with an owner, a state, evidence, a history and deadlines."""
