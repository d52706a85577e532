"""An indicator's page: a place beside its parent and its siblings."""
