"""What operators look at: health now; metrics and the doctor's checks beside it."""
