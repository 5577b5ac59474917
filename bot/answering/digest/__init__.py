"""Reading what is too long for one call: chunks of it → facts with anchors (map) → few enough of them to write from (merge)."""
