"""What questions do alike: sizes, runs, requirements in words, the page, the result folder."""
