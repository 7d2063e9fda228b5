"""The pictures of questions, one each: the finding is their title."""
