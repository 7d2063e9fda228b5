"""Which of many factors move a metric."""
