"""Tags of the Coalition's pages."""
