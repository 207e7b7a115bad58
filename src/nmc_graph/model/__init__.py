"""What the graph says, in the shape that views need."""
