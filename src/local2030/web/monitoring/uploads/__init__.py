"""Files that come in, looked at before anything is published; and one value put right."""
