"""The Python version of the functions.  tools/setup.sh reads this file too."""

PYTHON = "3.13"
