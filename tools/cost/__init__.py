"""What a student costs, and what the worst minute needs: `python -m tools.cost`."""
