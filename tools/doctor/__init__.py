"""Whether a deployment has all it needs, and what to do where it has not."""
