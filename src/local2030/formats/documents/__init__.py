"""Documents as pages of text, and whether a quote stands on its page."""
