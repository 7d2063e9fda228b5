"""What a result owes to the inputs that are only estimated: more runs do not cure that, more data do."""
