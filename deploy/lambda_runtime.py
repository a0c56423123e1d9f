"""The Python that the functions run on.  tools/setup.sh reads it too."""

PYTHON = "3.13"
