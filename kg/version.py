"""The version of the package; the version of the knowledge is the hash of the compiled graph."""

__version__ = "0.1.0"
