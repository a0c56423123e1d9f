"""What the commands for a deployed stack share: its settings, and its secrets and their forms."""
