"""The parts of a head that a network tells apart, and regions of the window in which they lie."""
