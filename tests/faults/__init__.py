"""Shows that no question is lost and none answered twice, with real processes that are killed."""
