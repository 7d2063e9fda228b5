"""The report of a comparison: what is better, by how much, and how sure that is."""
