"""The operating platform for the local delivery of the Sustainable Development Goals."""

__version__ = "0.1.0"
