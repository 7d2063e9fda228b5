"""One long run: from when on it is steady, and what its mean is, although values that follow each other are alike."""
