"""The reports of questions: the finding first, then the table behind it, then how sure it is and why."""
