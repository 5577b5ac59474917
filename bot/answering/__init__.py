"""Question → Answer: the one flow that every surface shares."""
