"""A place's page: the goals at a glance, what is late, where it differs from its parent."""
