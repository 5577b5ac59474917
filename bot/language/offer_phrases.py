"""Every word on the buttons under an answer and in the forms that they open. All others are in `phrases.py`."""

# Under an answer: what can be had of it with one tap, on the buttons and as they are read out. A dialog follows what ends in "…".
OFFERS = {
    "rest": "Read the rest",
    "sources": "Sources",
    "shorter": "Shorter",
    "longer": "Longer",
    "actions": "Action items",
    "table": "Table",
    "translated": "Translate…",
    "again": "Regenerate",
    "ask": "Ask…",
    "csv": "CSV",
    "xlsx": "XLSX",
}
OFFERS_SPOKEN = {
    "rest": "Answer again with what was not read yet",
    "sources": "Show the passages on which this answer rests",
    "shorter": "A shorter version of this answer",
    "longer": "A longer version of this answer",
    "actions": "The action items in this answer",
    "table": "This answer as a table",
    "translated": "Translate this answer",
    "again": "Answer the same question afresh",
    "ask": "Ask a further question about this answer",
    "csv": "The tables of this answer as CSV files",
    "xlsx": "The tables of this answer as an Excel file",
}
THUMBS = {"good": "👍 Helpful", "bad": "👎 Not helpful"}
THUMBS_SPOKEN = {"good": "This answer was helpful", "bad": "This answer was not helpful"}
TAPPED_AS = {
    "again": "Answered afresh",
    "ask": "A further question",
    "rest": "With the rest read",
    "translated": "In {words}",
}
"""How an answer to a tap begins, where the button's own word would not do."""
FOR_ASKER = ", for {asker}"
NO_LONGER_KEPT = "I no longer keep that answer. Please ask your question again: the new answer has the same buttons."
NOT_YOUR_ANSWER = "Only who asked can go on with this answer. Ask the same with `/ask`."
TABLES_ATTACHED = "The tables are in this thread already, as files."
NO_TABLES = "There is no table in that answer."
TABLE_TITLE = "Table {number} of the answer"
TABLES_TITLE = "The tables of the answer"
TABLES_SHEET = "Table {number}"

# The forms that a tap opens.
CANCEL = "Cancel"
CLOSE = "Close"
TRANSLATE_TITLE = "Translate the answer"
TRANSLATE_SUBMIT = "Translate"
LANGUAGE_LABEL = "Language"
LANGUAGE_PLACEHOLDER = "Choose a language"
OTHER_LANGUAGE_LABEL = "Or another one"
OTHER_LANGUAGE_HINT = (
    "Type any language, or a way of writing: “simple English”. What is typed here counts, whatever is chosen above."
)
LANGUAGE_MISSING = "Please choose a language, or type one."
LANGUAGES = {
    "Arabic": "العربية · Arabic",
    "Bengali": "বাংলা · Bengali",
    "Chinese (Simplified)": "简体中文 · Chinese (Simplified)",
    "Chinese (Traditional)": "繁體中文 · Chinese (Traditional)",
    "Czech": "Čeština · Czech",
    "Danish": "Dansk · Danish",
    "Dutch": "Nederlands · Dutch",
    "English": "English",
    "Finnish": "Suomi · Finnish",
    "French": "Français · French",
    "German": "Deutsch · German",
    "Greek": "Ελληνικά · Greek",
    "Hebrew": "עברית · Hebrew",
    "Hindi": "हिन्दी · Hindi",
    "Hungarian": "Magyar · Hungarian",
    "Indonesian": "Bahasa Indonesia · Indonesian",
    "Italian": "Italiano · Italian",
    "Japanese": "日本語 · Japanese",
    "Korean": "한국어 · Korean",
    "Norwegian": "Norsk · Norwegian",
    "Polish": "Polski · Polish",
    "Portuguese": "Português · Portuguese",
    "Romanian": "Română · Romanian",
    "Spanish": "Español · Spanish",
    "Swedish": "Svenska · Swedish",
    "Thai": "ไทย · Thai",
    "Turkish": "Türkçe · Turkish",
    "Ukrainian": "Українська · Ukrainian",
    "Vietnamese": "Tiếng Việt · Vietnamese",
}
"""What the model is told → how the form shows it."""
ASK_TITLE = "Ask about the answer"
ASK_SUBMIT = "Ask"
ASK_LABEL = "Your question"
QUESTION_MISSING = "Please type a question."
ASK_HINT = "The answer comes in the thread, with your question above it."
ASK_HINT_PRIVATE = "The answer is for you alone."
SOURCES_TITLE = "Sources"
SOURCES_FOLLOW = "The page's image follows in a moment."
SOURCES_IMAGE_ONLY = "An image: there is no text to quote."
SOURCES_WITHHELD = "The passage is not shown here; the link leads to it, if you may read it."
SOURCES_NONE = "This answer cites nothing."
SOURCES_MORE = "And {count:,} more, which do not fit here."
SOURCES_PICTURE = "Image of {anchor} of {source}"
THANKS = "Thank you, noted."
FEEDBACK_TITLE = "What was wrong?"
FEEDBACK_SUBMIT = "Send"
FEEDBACK_FAULT = "The answer…"
FAULTS = {
    "wrong": "says something that is not so",
    "unsourced": "cites a place that does not say so",
    "incomplete": "misses something",
    "misunderstood": "is about something else than I asked",
    "form": "is too long, too short or hard to read",
    "other": "is wrong in another way",
}
FEEDBACK_WORDS = "In your words"
FEEDBACK_HINT = "Kept for 90 days for who runs me; neither the question nor the answer is kept with it."
