"""An AWS account of nobody, and the outside around it, in which an operator rehearses a deployment by the documents."""
