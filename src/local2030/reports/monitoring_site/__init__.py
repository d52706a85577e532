"""Pages of a data set as plain HTML: no server, no script, no Django. Records in, text out."""
