"""Values of indicators in, from the shapes in which people have them."""
