"""Word, PowerPoint and their kin of all ages: texts by their headings, presentations slide by slide."""
