"""One file for each language that Footnote speaks, named as in a locale: `de`, `pt_br`. They hold texts, no behaviour."""
