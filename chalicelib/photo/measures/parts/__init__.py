"""What the parts of a head tell: measures of the six maps, (Parts, Face) → Measures, shares 0–1."""
