"""The sections of the report, one file each: facts in, blocks out."""
