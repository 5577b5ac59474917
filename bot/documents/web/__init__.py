"""HTML, alone and bound into books: Markdown by its headings, without what its readers do not see."""
