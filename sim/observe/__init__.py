"""What the record means: folds over its rows."""
