"""Why a run went as it did: what the policy saw, and the same luck with one decision or one setting changed."""
