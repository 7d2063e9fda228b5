"""How many agents, which retries, where the knee is: questions with an answer."""
