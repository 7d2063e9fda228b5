"""What happened: the one contract between the model, which writes it, and the analysis, which reads it."""
