"""Words that are the same in every language: code finds them again, people compare them, or the model alone reads them.

What is said to people is in the catalogues.
"""

NAME = "Footnote"
"""How Footnote's own mention is written in a Turn, whatever the workspace calls it."""

UNVERIFIED = "[unverified]"
"""Behind a sentence with a figure, a date, a quote or an address that the cited source does not hold."""
COMPUTED = "[computed]"
"""Behind a sentence with a figure that the source does not hold, but that is worked out from those that it does."""

# What is cited: a thread's footnotes mean the same place whoever asks.
BEGINNING = "beginning"
"""How the text before a document's first heading is cited."""
CONTENTS = "contents"
"""How an archive's list of files is cited."""
DIFFERENCES = "differences {first}-{last}"

# On pages, which are kept for whoever asks.
PASSWORD_REMOVED = "(password removed)"  # noqa: S105 - a replacement
QUOTED_HISTORY = "earlier messages, quoted:"
MORE_CONTENTS = "and {count:,} more"
DIFFERENCE_REMOVED = "- removed [{anchor}]: {text}"
DIFFERENCE_ADDED = "- added [{anchor}]: {text}"
DIFFERENCE_CHANGED = "- changed [{old}] [{new}]: {before} → {after}"
DIFFERENCE_CELL = "- changed [{old}] [{new}]: {row}, {column}: {before} → {after}"
NO_VALUE = "(empty)"

# Beside them, to the model.
OUTLINE = "Where what stands in this document (not all of its text follows):"
NO_DIFFERENCES = "No difference was found in the text of the two."
