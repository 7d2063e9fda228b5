"""What a reader opens and turns over: charts of a run and of a study, and the pages on which they stand."""
