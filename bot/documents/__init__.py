"""Bytes → Document: files read page by page, each page with the anchor that a footnote points to."""
