"""The German texts. What each is for, and in which order they stand, is told in the English catalogue, `en.py`."""

from bot.language.units import Unit

LANGUAGE = "Deutsch"

THOUSANDS = "."
DECIMAL = ","
MONTHS = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.")
DAY = "{day}. {month}"
DAY_OF_YEAR = "{day}. {month} {year}"
DAY_AND_TIME = "{day}, {time}"
AND = "{some} und {last}"


def plural_form(count: int) -> int:
    """Singular or plural."""
    return 0 if count == 1 else 1


COUNTED: dict[Unit, tuple[str, ...]] = {
    "page": ("{count:,} Seite", "{count:,} Seiten"),
    "line": ("{count:,} Zeile", "{count:,} Zeilen"),
    "row": ("{count:,} Zeile", "{count:,} Zeilen"),
    "image": ("{count:,} Bild", "{count:,} Bilder"),
    "slide": ("{count:,} Folie", "{count:,} Folien"),
    "section": ("{count:,} Abschnitt", "{count:,} Abschnitte"),
    "message": ("{count:,} Nachricht", "{count:,} Nachrichten"),
    "sheet": ("{count:,} Tabellenblatt", "{count:,} Tabellenblätter"),
    "file": ("{count:,} Datei", "{count:,} Dateien"),
    "claim": ("{count:,} Aussage", "{count:,} Aussagen"),
    "token": ("{count:,} Token", "{count:,} Tokens"),
    "kept answer": ("{count:,} aufbewahrte Antwort", "{count:,} aufbewahrte Antworten"),
    "private answer": ("{count:,} private Antwort", "{count:,} private Antworten"),
    "question": ("{count:,} Frage", "{count:,} Fragen"),
    "rating": ("{count:,} Bewertung", "{count:,} Bewertungen"),
    "recap signature": ("{count:,} Signatur einer Zusammenfassung", "{count:,} Signaturen von Zusammenfassungen"),
    "setting": ("{count:,} Einstellung", "{count:,} Einstellungen"),
    "day": ("{count:,} Tag", "{count:,} Tage"),
    "second": ("{count:,} Sekunde", "{count:,} Sekunden"),
    "minute": ("{count:,} Minute", "{count:,} Minuten"),
    "hour": ("{count:,} Stunde", "{count:,} Stunden"),
    "element": ("{count:,} Element", "{count:,} Elemente"),
    "comment": ("{count:,} Kommentar", "{count:,} Kommentare"),
}

HELP = (
    "Ich lese Threads und Dateien und antworte mit Fußnoten.\n"
    "• Erwähnen Sie mich in einem Channel mit einer Frage: Ich lese den Thread, seine Dateien und die Nachrichten, "
    "auf die Sie verlinken.\n"
    "• Schicken Sie mir eine Datei als Direktnachricht, mit oder ohne Frage.\n"
    "• Antworten Sie in einem Thread, an dem ich beteiligt war; eine Erwähnung ist dort nicht nötig.\n"
    "• `/ask <Frage>` antwortet nur Ihnen, ebenso "
    "`/recap [#channel oder Link] [seit gestern | 7d | 2026-11-01 | meiner letzten Nachricht hier]`.\n"
    "• `/footnote recaps`: die tägliche oder wöchentliche Zusammenfassung eines Channels.\n"
    "• `/footnote usage`, `/footnote limits`, `/footnote forget me` oder `forget <Link zu einer Nachricht oder Datei>`.\n"
    "• `/footnote instructions` zeigt, wie ich in diesem Channel antworten soll; mit `/footnote settings` ändern es Admins.\n"
    "• `/footnote doctor` sagt Admins, was an meiner Einrichtung nicht stimmt und wie man es behebt.\n"
    "• In Threads erlaubt Slack keine Befehle. Erwähnen Sie mich dort: "
    "`@Footnote recap`, `@Footnote forget`, `@Footnote usage`, `@Footnote limits`.\n"
    "Ich bin eine KI und kann mich irren: Jede Antwort nennt genau, was dafür gelesen wurde."
)

ON_IT = "Ich bin dabei. Die Antwort folgt hier, nur für Sie."
ASK_WHAT = "Schreiben Sie Ihre Frage dahinter: `/ask was wurde in <Link zu einer Nachricht> entschieden?`"
UNKNOWN_SUBCOMMAND = "Das kenne ich nicht. Es gibt {known}."
UNKNOWN_SUBCOMMAND_NEAR = "Das kenne ich nicht. Meinten Sie `{near}`? Es gibt {known}."
NOT_A_MOMENT = (
    "Ich verstehe nicht, seit wann. Schreiben Sie zum Beispiel `seit gestern`, `7d`, `2026-11-01` "
    "oder `seit meiner letzten Nachricht hier`."
)
IN_THE_FUTURE = "Das liegt in der Zukunft: Ich kann nur zusammenfassen, was schon gesagt wurde."
NO_LAST_MESSAGE = "Unter den neuesten Nachrichten dort ist keine von Ihnen. Schreiben Sie zum Beispiel `seit gestern` oder `7d`."
SINCE = "seit {when}"
SINCE_YOUR_LAST = "seit Ihrer letzten Nachricht"
LINKED_MESSAGE = "verlinkte Nachricht"
TOO_MANY_LINKS = "gelesen werden nur die ersten 5 Links einer Frage"
LINK_ELSEWHERE = "Dieser Link führt woandershin. Ich fasse Channels und Threads dieses Workspace zusammen."
TRY_COMMAND_AGAIN = "Das geht gerade nicht. Bitte in einer Minute noch einmal versuchen."

YOUR_USAGE = "Ihr Verbrauch:"
ALL_FREE_IN = "alles wieder frei in {when}"
NO_LIMIT = "kein Limit"
LIMIT_UNITS = {
    "per_minute": "Fragen pro Minute",
    "per_hour": "Fragen pro Stunde",
    "tokens_per_day": "Tokens heute (UTC)",
}
LIMIT_NAMES = {
    "user_per_minute": "Fragen pro Minute und Person",
    "user_per_hour": "Fragen pro Stunde und Person",
    "user_tokens_per_day": "Tokens pro Tag (UTC) und Person",
    "guest_per_minute": "Fragen pro Minute und Gast",
    "guest_per_hour": "Fragen pro Stunde und Gast",
    "guest_tokens_per_day": "Tokens pro Tag (UTC) und Gast",
    "channel_per_minute": "Fragen pro Minute in einem Channel",
    "channel_per_hour": "Fragen pro Stunde in einem Channel",
    "workspace_per_minute": "Fragen pro Minute in diesem Workspace",
    "workspace_per_hour": "Fragen pro Stunde in diesem Workspace",
    "workspace_tokens_per_day": "Tokens pro Tag (UTC) in diesem Workspace",
    "overall_per_minute": "Fragen pro Minute in allen Workspaces zusammen",
    "overall_per_hour": "Fragen pro Stunde in allen Workspaces zusammen",
}
LIMITS_HEAD = ("Limit", "Wert", "festgelegt durch")
USED = "{name}: {used:,} von {limit:,}"
LIMIT_SOURCES = {"setting": "Einstellungen", "everywhere": "Betreiber", "workspace": "Admin hier"}
OVER_LIMIT = "Ich habe nicht geantwortet: Das Limit „{what}“ ({value}) ist erreicht. Bitte in {when} noch einmal fragen."
OVER_OWN_LIMIT = f"{OVER_LIMIT} `/footnote usage` zeigt Ihren Verbrauch."
TOO_LARGE_FOR_LIMIT = (
    "Das kann ich nicht beantworten: Es braucht mehr, als das Limit „{what}“ ({value}) erlaubt. "
    "Bitte nach weniger auf einmal fragen."
)
ADMINS_ONLY = "Limits sehen und ändern nur Admins des Workspace. Ihr eigener Verbrauch: `/footnote usage`."
LIMITS_HOW = (
    "Eines ändern: `/footnote limits set user-per-minute 20` (oder `none`), `/footnote limits reset user-per-minute`; "
    "`/footnote limits reset @Person` setzt zurück, was diese Person verbraucht hat."
)
USAGE_FORGIVEN = "Zurückgesetzt: Was diese Person verbraucht hat, zählt nicht mehr."

DOCTOR_FOR_ADMINS = "Untersuchen lassen mich nur Admins des Workspace: Es geht darum, wie ich betrieben werde."
DOCTOR_LOOKS = "Ich sehe alles durch, was ich brauche. Was ich finde, folgt in ein bis zwei Minuten hier, nur für Sie."
DOCTOR_BUSY = "Ich werde gerade schon untersucht. Bitte in ein bis zwei Minuten noch einmal versuchen."
DOCTOR_WELL = "Alles ist in Ordnung ({well} Befunde)."
DOCTOR_FOUND = "Fehler: {failed}, Warnungen: {warned}, in Ordnung: {well}."
DOCTOR_MEND = "Abhilfe:"
DOCTOR_MORE = "Und {count} weitere; wer mich betreibt, sieht alle mit `python -m bot doctor`."

FORGET_WHAT = (
    "Bitte dazuschreiben, was: `/footnote forget me` oder `/footnote forget <Link>` mit einem Link zu einer Nachricht "
    "(gemeint ist ihr Thread) oder zu einer Datei. In einem Thread erwähnen Sie mich: `@Footnote forget`."
)
WHAT_OF_YOU = "von Ihnen"
WHAT_OF_THREAD = "von diesem Thread"
WHAT_OF_FILE = "von dieser Datei"
FORGOTTEN = "Vergessen {what}: {parts}. Was in Slack steht, bleibt dort."
NOTHING_KEPT = "Ich bewahre nichts {what} auf."

READING_THREAD = "liest den Thread…"
READING_FILES = "liest {names}…"
WAITING_FOR_MODEL = "wartet auf das Modell, das gerade ausgelastet ist…"
THINKING = "denkt nach…"

SOMEONE = "jemand"
SOME_BOT = "eine App"
SOME_CHANNEL = "ein Channel"
SOME_GROUP = "eine Gruppe"
SOME_DATE = "ein Datum"

LINK_REMOVED = "(Link entfernt)"
WHOLE_ANSWER_ATTACHED = "Die ganze Antwort ist länger, als Slack-Nachrichten sein dürfen; sie ist als Datei angehängt."
WHOLE_ANSWER_TITLE = "Die ganze Antwort"

OUT_OF_CREDITS = (
    "Ich kann nicht antworten: Das Guthaben des API-Kontos, das ich nutze, ist aufgebraucht. "
    "Bitte sagen Sie der Person Bescheid, die mich betreibt."
)
KEY_REFUSED = (
    "Ich kann nicht antworten: Die API lehnt meinen Schlüssel ab. Bitte sagen Sie der Person Bescheid, die mich betreibt."
)
NO_KEY = "Ich kann nicht antworten: Es ist kein API-Schlüssel gesetzt. Bitte sagen Sie der Person Bescheid, die mich betreibt."
REQUEST_REJECTED = (
    "Ich kann nicht antworten: Die API des Modells hat meine Anfrage abgelehnt. "
    "Bitte sagen Sie der Person Bescheid, die mich betreibt."
)
MODEL_UNAVAILABLE = (
    "Ich kann gerade nicht antworten: Das Modell ist nicht erreichbar. Bitte in einigen Minuten noch einmal fragen."
)
MODEL_TOO_SLOW = (
    "Ich kann gerade nicht antworten: Das Modell hat zu lange gebraucht. Bitte in einigen Minuten noch einmal fragen."
)
MODEL_BUSY = "Ich kann gerade nicht antworten: Das Modell ist ausgelastet. Bitte in einer Minute noch einmal fragen."
MODEL_BUSY_UNTIL = (
    "Ich kann gerade nicht antworten: Das Modell ist noch etwa {seconds} Sekunden lang ausgelastet. "
    "Bitte danach noch einmal fragen."
)
CONTEXT_TOO_LONG = "Ich kann nicht antworten: Das ist mehr Text, als das Modell auf einmal lesen kann."
CONTENT_REFUSED = "Das Modell hat es abgelehnt, diese Frage zu beantworten."
NO_ANSWER = "Das Modell hat keine Antwort gegeben. Bitte versuchen Sie es mit einer anderen Formulierung."

THREAD_UNREADABLE = "Ich kann diesen Thread nicht lesen. Bitte prüfen Sie, ob ich Mitglied dieses Channels bin."
SLACK_LACKS_PERMISSION = (
    "Das kann ich nicht tun: Meiner Slack-App fehlt eine Berechtigung. Bitte sagen Sie der Person Bescheid, die mich betreibt."
)
SLACK_TOKEN_REFUSED = "Das kann ich nicht tun: Slack lehnt mein Token ab. Bitte sagen Sie der Person Bescheid, die mich betreibt."  # noqa: S105
SLACK_REFUSED = "Das kann ich nicht tun: Slack hat es abgelehnt."
SLACK_UNAVAILABLE = "Das geht gerade nicht: Slack antwortet nicht. Bitte in einer Minute noch einmal fragen."
STORE_UNAVAILABLE = (
    "Ich kann gerade nicht antworten: Mein Speicher ist nicht erreichbar. Bitte in einigen Minuten noch einmal fragen."
)
QUESTION_LOST = (
    "Ich kann diese Frage nicht mehr lesen: Sie war verschlüsselt gespeichert, und den Schlüssel habe ich nicht mehr. "
    "Bitte noch einmal fragen."
)
GAVE_UP = (
    "Ich habe es mehrmals versucht und konnte das nicht beantworten. Bitte noch einmal fragen; wenn es öfter vorkommt, "
    "sagen Sie bitte der Person Bescheid, die mich betreibt."
)

NOT_YOURS_TO_READ = (
    "Das kann ich hier nicht lesen: Diesen Ort gibt es nicht, oder ich bin dort nicht dabei, oder nicht alle, die meine Antwort "
    "sehen würden, dürfen ihn lesen. In einem eigenen Channel hilft `/invite @Footnote`; was nicht alle hier lesen dürfen, "
    "erfragen Sie mit `/ask` oder `/recap`."
)
NOT_A_MEMBER = "Ich bin nicht in {place}. Damit ich dort lesen kann, schreiben Sie dort `/invite @Footnote`."
NOTHING_SAID = "In {place} hat {since} niemand etwas geschrieben."
THREAD_DELETED = "Diese Nachricht oder dieser Thread wurde gelöscht."

A_DIRECT_MESSAGE = "Direktnachrichten"
A_GROUP_MESSAGE = "Gruppennachrichten"
THREAD_IN = "Thread in {place}, {when}"
CHANNEL_SHORTENED = "nur die neuesten {count:,} Nachrichten"
THREADS_LEFT_OUT = "Antworten in Threads weggelassen ({count:,})"
THREADS_SHORTENED = "in langen Threads nur die neuesten Antworten ({count:,})"

ANSWERED_DIRECTLY = "Zu Ihrer Frage „{question}“:"
CONTINUED_DIRECTLY = "Mehr von meiner Antwort auf „{question}“:"
A_RECAP = "eine Zusammenfassung"
SHARE = "Im Channel teilen"
ASKED = "@{asker} hat gefragt:"
NOTHING_TO_SHARE = "Diese Antwort habe ich nicht mehr. Bitte noch einmal fragen."
SHARE_NEEDS_ME = "Wo ich nicht Mitglied bin, kann ich nichts teilen. Dafür schreiben Sie in diesem Channel `/invite @Footnote`."

AI_CAN_BE_WRONG = "KI, kann sich irren."
RECEIPT_OPENING = "Gelesen: "
WHOLE = "gelesen"
PARTLY = "teilweise gelesen"
SOME_OF: dict[Unit, tuple[str, ...]] = {
    "page": ("{count:,} von {total:,} Seite", "{count:,} von {total:,} Seiten"),
    "image": ("{count:,} von {total:,} Bild", "{count:,} von {total:,} Bildern"),
    "slide": ("{count:,} von {total:,} Folie", "{count:,} von {total:,} Folien"),
    "section": ("{count:,} von {total:,} Abschnitt", "{count:,} von {total:,} Abschnitten"),
    "message": ("{count:,} von {total:,} Nachricht", "{count:,} von {total:,} Nachrichten"),
    "line": ("{count:,} von {total:,} Zeile", "{count:,} von {total:,} Zeilen"),
    "row": ("{count:,} von {total:,} Zeile", "{count:,} von {total:,} Zeilen"),
}
FIRST_OF = "nur der Anfang, {count}"
ROWS_OF_SHEETS = "{rows} ({sheets})"
CHOSEN = "{extent}, aus dem Gelesenen ausgewählt"
UNTIL = "gelesen bis {place}"
TRANSCRIPT = "Transkript {extent}"
MADE_BY_SLACK = "von Slack erstellt"
ONLY_ITS_BEGINNING = "nur der Anfang: Den Rest teilt Slack nicht mit"
NOT_READ = "nicht gelesen"

TOO_MANY_FILES = "für eine Antwort werden nur die neuesten {most} Dateien gelesen"
NO_ROOM = "kein Platz mehr neben neueren Dateien"
TOO_MANY_IMAGES = "zu viele Bilder für eine Antwort"
NO_IMAGES = "das Modell nimmt keine Bilder an"
NOTHING_READ = "nichts Lesbares darin"
OUT_OF_TIME = "in dieser Antwort keine Zeit mehr dafür"
OUT_OF_BUDGET = "mehr, als für eine Antwort gelesen werden darf"
LIMIT_REACHED_MEANWHILE = "vorher war ein Limit erreicht"
CREDITS_ENDED = "vorher war das Guthaben des API-Kontos aufgebraucht"
MODEL_STOPPED = "vorher war das Modell nicht mehr erreichbar"
MODEL_DECLINED = "das Modell hat es abgelehnt, das zu lesen"
MODEL_SILENT = "das Modell hat darauf nicht geantwortet"
TOO_LONG_FOR_MODEL = "zu lang für das Modell"

FILE_DELETED = "gelöscht"
FILE_GONE = "inzwischen gelöscht"
FILE_HIDDEN = "durch die Grenze des kostenlosen Plans verborgen"
FILE_EXTERNAL = "liegt außerhalb von Slack ({place}), dort kann ich nicht lesen"
ANOTHER_SERVICE = "ein anderer Dienst"
FILE_ELSEWHERE = "liegt unter einer Adresse, von der ich nichts abrufe"
FILE_NO_ACCESS = "kein Zugriff: files:read fehlt, oder ich bin nicht in der Unterhaltung, in der die Datei geteilt wurde"
FILE_NOT_DELIVERED = "von Slack nicht geliefert"
FILE_NOT_IN_SLACK = "Slack hat keine lesbare Kopie"
TRANSCRIPT_COMING = "Slack schreibt noch mit, was darin gesagt wird: bitte in einer Minute noch einmal fragen"
TRANSCRIPT_NOT_DELIVERED = "Slack hat das Transkript nicht geliefert"
NO_WORDS_HEARD = "Slack hat darin keine Worte gehört"
FILE_TOO_LARGE = "zu groß: {size:.4g} MB, das Limit ist {limit:.3g} MB"
A_FOLDER = "ein Ordner, keine Datei"
NO_SUCH_FILE = "keine solche Datei"
CANNOT_OPEN = "die Datei ließ sich nicht öffnen"

FORMATS = {
    "archive": "Archiv",
    "audio": "Audio",
    "binary data": "Binärdaten",
    "compressed file": "komprimierte Datei",
    "compression": "Komprimierung",
    "database": "Datenbank",
    "drawing": "Zeichnung",
    "e-book": "E-Book",
    "email": "E-Mail",
    "embedded object": "eingebettetes Objekt",
    "file": "Datei",
    "font": "Schriftart",
    "image": "Bild",
    "image in an uncommon format": "Bild in einem seltenen Format",
    "legacy Office document": "altes Office-Dokument",
    "Office document": "Office-Dokument",
    "OLE container": "OLE-Container",
    "OpenDocument presentation": "OpenDocument-Präsentation",
    "OpenDocument spreadsheet": "OpenDocument-Tabelle",
    "OpenDocument text": "OpenDocument-Text",
    "Outlook message": "Outlook-Nachricht",
    "program": "Programm",
    "7z archive": "7z-Archiv",
    "RAR archive": "RAR-Archiv",
    "SQLite database": "SQLite-Datenbank",
    "TAR archive": "TAR-Archiv",
    "text": "Text",
    "transcript": "Transkript",
    "video": "Video",
    "ZIP archive": "ZIP-Archiv",
}
EMPTY_FILE = "leere Datei"
UNSUPPORTED_FORMAT = "nicht unterstütztes Format ({format})"
UNSUPPORTED_WITH_WAY_OUT = "nicht unterstütztes Format ({format}): {way_out}"
SAVE_AS_XLSX = "bitte als XLSX speichern"
EXPORT_AS_PDF = "bitte als PDF exportieren"
WAYS_OUT = {
    "audio": "bitte ein Transkript teilen (VTT, SRT oder Text)",
    "video": "bitte ein Transkript teilen (VTT, SRT oder Text)",
    "archive": "bitte die Dateien darin teilen oder ein ZIP davon",
    "keynote": EXPORT_AS_PDF,
    "pages": EXPORT_AS_PDF,
    "numbers": "bitte als Excel oder CSV exportieren",
    "postscript": EXPORT_AS_PDF,
    "drawing": "bitte als PDF oder PNG exportieren",
    "photoshop": "bitte als PDF oder PNG exportieren",
    "picture": "bitte als PNG oder JPEG teilen",
    "book": "bitte als EPUB oder PDF teilen",
    "ole": "bitte in einem aktuellen Format oder als PDF speichern",
    "sqlite": "bitte die Tabellen als CSV exportieren",
    "parquet": "bitte als CSV exportieren",
    "database": "bitte die Tabellen als CSV exportieren",
    "binary": "falls es ein Dokument ist, bitte als PDF oder Text exportieren",
}
COPY_PROTECTED = "kopiergeschützt (DRM): bitte eine ungeschützte Kopie teilen"
PASSWORD_PROTECTED = "passwortgeschützt"  # noqa: S105 - a reason, no password
WRONG_PASSWORD = "dieses Passwort öffnet die Datei nicht"  # noqa: S105 - a reason, no password
DAMAGED = "beschädigt ({format}): bitte noch einmal exportieren und teilen"
CRASHED_READER = "beschädigt oder zu komplex zum Lesen: bitte als PDF oder Text teilen"
TOO_SLOW_TO_READ = "das Lesen dauerte länger als {seconds} Sekunden: bitte einen Teil davon teilen"
TOO_LARGE_TO_READ = "das Lesen braucht zu viel Speicher: bitte einen Teil davon teilen"
TOO_MANY_PIXELS = "zu viele Pixel: bitte kleiner teilen"
NOT_READ_NOW = "konnte gerade nicht gelesen werden"
TOO_DEEP = "zu viele ineinander verschachtelte Dateien"
MEMBER_TOO_LARGE = "zu groß: das Limit innerhalb einer anderen Datei ist {limit} MB"
TOO_MANY_MEMBERS = "mehr als {limit:,} Teile darin"
UNPACKS_TOO_LARGE = "entpackt größer, als von einer Datei entpackt werden darf"
UNKNOWN_ENCRYPTION = "auf eine Weise verschlüsselt, die ich nicht öffnen kann: bitte unverschlüsselt teilen"
ENCRYPTED_MAIL = "verschlüsselte E-Mail: bitte teilen, was Ihr Mailprogramm anzeigt"
NO_TIME_LEFT = "keine Zeit mehr nach den Dateien davor"
NO_SPACE_LEFT = "kein Platz mehr nach den Dateien davor"

AS_IMAGES = ("{count:,} als Bild", "{count:,} als Bilder")

READ_IN_PART: dict[Unit, str] = {
    "line": "gelesen: Zeilen {first:,}-{last:,} von {total:,}",
    "character": "gelesen: Zeichen {first:,}-{last:,} von {total:,}",
    "section": "gelesen: Abschnitte {first:,}-{last:,} von {total:,}",
    "chapter": "gelesen: Kapitel {first:,}-{last:,} von {total:,}",
    "slide": "gelesen: Folien {first:,}-{last:,} von {total:,}",
    "cell": "gelesen: Zellen {first:,}-{last:,} von {total:,}",
    "minute": "gelesen: Minuten {first:,}-{last:,} von {total:,}",
}
CUT_AT_BUDGET = "nach {characters:,} Zeichen abgeschnitten"
STOPPED_AT_DEADLINE = "Lesen nach {seconds} Sekunden beendet"
NO_TEXT_LAYER = "keine Textebene"
GARBLED_TEXT = "unleserlicher Text"
TEXT_RECOGNISED = "Text erkannt (OCR)"
NO_TEXT_RECOGNISED = "kein Text erkannt"
SCAN_NOT_READ = "Scan nicht gelesen"
SCAN_NEEDS_OCR = "Scan nicht gelesen: OCR ist nicht installiert"
BREAKS_OFF = "bricht ab: das Ende fehlt"
DAMAGED_PAGE = "beschädigte Seite"
ON_SOME_PAGES = "{warning} ({pages})"
FIRST_FRAME_ONLY = "nur das erste von {total} Einzelbildern"
HIDDEN = {
    "hidden runs": ("{count:,} ausgeblendete Textstelle", "{count:,} ausgeblendete Textstellen"),
    "hidden rows": ("{count:,} ausgeblendete Zeile", "{count:,} ausgeblendete Zeilen"),
    "tracked deletions": ("{count:,} nachverfolgte Löschung", "{count:,} nachverfolgte Löschungen"),
    "hidden slides": ("{count:,} ausgeblendete Folie", "{count:,} ausgeblendete Folien"),
    "hidden shapes": ("{count:,} ausgeblendete Form", "{count:,} ausgeblendete Formen"),
    "hidden sheets": ("{count:,} ausgeblendetes Tabellenblatt", "{count:,} ausgeblendete Tabellenblätter"),
    "hidden columns": ("{count:,} ausgeblendete Spalte", "{count:,} ausgeblendete Spalten"),
    "hidden sections": ("{count:,} ausgeblendeter Abschnitt", "{count:,} ausgeblendete Abschnitte"),
}
HIDDEN_LEFT_OUT = "verborgener Text weggelassen ({where})"
REINDENTED = "Zeilen gezählt, nachdem lange Zeilen umbrochen wurden"
IMAGES_LEFT_OUT = "{count} darin weggelassen"
CHAPTERS_LOST = "beschädigte oder fehlende Kapitel weggelassen ({count:,})"
OUTPUT_SHORTENED = "lange Ausgabe gekürzt"
GUESSED_ENCODING = "Zeichenkodierung vermutlich {encoding}"
NOT_A_TABLE = "Zeilen zu lang für eine Tabelle, als Text gelesen"
FIRST_ROWS = "Zeilen {first:,}-{last:,}"
ROWS_FOUND = ("{count:,} Zeile, die zur Frage passt", "{count:,} Zeilen, die zur Frage passen")
SOME_ROWS_FOUND = "{count:,} der Zeilen, die zur Frage passen"
LAST_ROWS = "die letzten {tail:,}"
AND_THE_LAST = "{some} und {last}"
SHOWN_OF = "{shown} von {total:,} Zeilen"
SHOWN_OF_ABOUT = "{shown} von etwa {total:,} Zeilen"
SHOWN_OF_UNKNOWN = "nur {shown}; wie viele es gibt, kann ich nicht sagen"
NO_ROW_FOUND = "keine weitere Zeile passt zur Frage"
SEARCHED_UP_TO = "bis Zeile {row:,} nach den Wörtern der Frage durchsucht"
NO_TIME_TO_SEARCH = "keine Zeit mehr, nach den Wörtern der Frage zu suchen"
NOT_SEARCHED = "nicht nach den Wörtern dieser Frage durchsucht: {reason}"
STATISTICS_UP_TO = "die Statistik umfasst die Zeilen bis {row:,}"
FIRST_COLUMNS_ONLY = "nur die ersten {count} Spalten"
CELLS_CUT = "lange Zellen nach {characters:,} Zeichen abgeschnitten ({count:,})"
TABLE_BREAKS_OFF = "ab Zeile {row:,} keine Tabelle mehr"
OF_SHEET = "{sheet}: {warning}"
AND_MORE = "{names}, {count:,} weitere"
MORE_SHEETS_IN_PART = "weitere Tabellenblätter teilweise ({count})"
HIDDEN_SHEETS = "ausgeblendete Tabellenblätter weggelassen: {names}"
CHART_SHEETS = "Diagrammblätter weggelassen: {names}"
HIDDEN_ROWS = "ausgeblendete Zeilen weggelassen ({count:,})"
HIDDEN_COLUMNS = "ausgeblendete Spalten weggelassen: {names}"
HIDDEN_CELLS = "verborgener Text weggelassen (Zellen: {count:,})"
NO_STORED_VALUES = "Formeln ohne gespeicherten Wert als Formeln gezeigt ({count:,})"
SHEET_DAMAGED = "beschädigt nach Zeile {row:,}"
SHEETS_NOT_READ = "kein Platz oder keine Zeit mehr für die Tabellenblätter {names}"
TEXTS_MISSING = "Texte als … gezeigt ({count:,}): die Datei enthält zu viele, oder sie sind beschädigt"
ROWS_BEYOND = "{count:,} von {total:,} Zeilen eines Tabellenblatts nicht gelesen"
READ_SIMPLY = "eine ungewöhnliche Datei, ohne Formate, Notizen und Ausblendungen gelesen"
MORE_MEMBERS = "weitere darin nicht gelesen ({count:,}): es sind zu viele"
MEMBERS_TOO_DEEP = "darin nicht gelesen ({count:,}): zu viele ineinander verschachtelte Dateien"
LINKS_LEFT_OUT = "Verknüpfungen und Systemdateien weggelassen ({count:,})"
SMALL_IMAGES_LEFT_OUT = "kleine Bilder im Text weggelassen ({count:,})"
NO_WORDS_IN_MAIL = "kein Text in der Nachricht"
UNNAMED = "unbenannt"

THIS_THREAD = "dieser Thread"

COMPARED = "{old} und {new} im Vergleich"
PLACES_NOT_READ = "{name} {place} nicht gelesen: {reason}"
READING_STOPPED = "was notiert wurde, ist nicht zusammengeführt: {reason}"
COMPARED_IN_PART = "jeweils die ersten {count:,} Sätze und Zeilen verglichen"
FACTS_LEFT_OUT = "weniger wichtige Fakten weggelassen ({count:,})"
DIFFERENCES_LEFT_OUT = "weitere Unterschiede weggelassen ({count:,})"
NOT_COMPARED = "verglichen wurden zwei andere"

THREAD_SHORTENED = "nur die neuesten {count:,} Nachrichten des Threads"
MESSAGES_LEFT_OUT = "{count} vom Anfang des Threads weggelassen"
TASK_CUT = "Ihre Nachricht war zu lang und wurde gekürzt"
CLAIMS_UNVERIFIED = "{count} nicht bestätigt"
CLAIMS_BARE = "{count} ohne Fußnote"
CLAIMS_UNSEEN = "{count} aus Bildern, nicht geprüft"
TOOK = "{tokens}, {seconds} s"
COST = "{dollars:.4f} $"
FROM_MY_ANSWER = "aus meiner Antwort oben erstellt"
NOT_IN_THE_MATERIAL = "Das steht nicht in dem, was ich gelesen habe."
READING_PART = "liest {name}: Teil {part} von {parts}…"
ANSWER_NOT_KEPT = "Diese Antwort habe ich nicht mehr zur Hand. Bitte im Thread noch einmal fragen."
RECENT_FILES = "verwendet {names}, geteilt {age}"
JUST_NOW = "gerade eben"
HOURS_AGO = ("vor {count} Stunde", "vor {count} Stunden")
MINUTES_AGO = ("vor {count} Minute", "vor {count} Minuten")
IMAGES_DROPPED = "{count} vom Modell nicht gesehen"
ANSWERED_BY = "beantwortet von {model}"
READ_BY = "Teile gelesen von {model}"
ANSWER_CUT = "die Antwort wurde bei der größten erlaubten Länge abgeschnitten"

OFFERS = {
    "rest": "Rest lesen",
    "sources": "Quellen",
    "shorter": "Kürzer",
    "longer": "Länger",
    "actions": "Aufgaben",
    "table": "Tabelle",
    "translated": "Übersetzen…",
    "again": "Neu beantworten",
    "ask": "Nachfragen…",
    "csv": "CSV",
    "xlsx": "XLSX",
}
OFFERS_SPOKEN = {
    "rest": "Noch einmal antworten, auch mit dem, was noch nicht gelesen wurde",
    "sources": "Die Stellen zeigen, auf denen diese Antwort beruht",
    "shorter": "Eine kürzere Fassung dieser Antwort",
    "longer": "Eine längere Fassung dieser Antwort",
    "actions": "Die Aufgaben in dieser Antwort",
    "table": "Diese Antwort als Tabelle",
    "translated": "Diese Antwort übersetzen",
    "again": "Dieselbe Frage neu beantworten",
    "ask": "Eine weitere Frage zu dieser Antwort stellen",
    "csv": "Die Tabellen dieser Antwort als CSV-Dateien",
    "xlsx": "Die Tabellen dieser Antwort als Excel-Datei",
}
THUMBS = {"good": "👍 Hilfreich", "bad": "👎 Nicht hilfreich"}
THUMBS_SPOKEN = {"good": "Diese Antwort war hilfreich", "bad": "Diese Antwort war nicht hilfreich"}
TAPPED_AS = {
    "again": "Neu beantwortet",
    "ask": "Eine weitere Frage",
    "rest": "Mit dem Rest gelesen",
    "translated": "Übersetzt: {words}",
}
FOR_ASKER = ", für {asker}"
NO_LONGER_KEPT = (
    "Diese Antwort bewahre ich nicht mehr auf. Bitte stellen Sie Ihre Frage noch einmal: "
    "Die neue Antwort hat dieselben Schaltflächen."
)
NOT_YOUR_ANSWER = "Mit dieser Antwort kann nur weitermachen, wer gefragt hat. Fragen Sie dasselbe mit `/ask`."
TABLES_ATTACHED = "Die Tabellen sind schon als Dateien in diesem Thread."
NO_TABLES = "In dieser Antwort ist keine Tabelle."
TABLES_SHEET = "Tabelle {number}"

CANCEL = "Abbrechen"
CLOSE = "Schließen"
TRANSLATE_TITLE = "Antwort übersetzen"
TRANSLATE_SUBMIT = "Übersetzen"
LANGUAGE_LABEL = "Sprache"
LANGUAGE_PLACEHOLDER = "Sprache auswählen"
OTHER_LANGUAGE_LABEL = "Oder eine andere"
OTHER_LANGUAGE_HINT = (
    "Jede Sprache oder Schreibweise ist möglich: „einfaches Deutsch“. Was hier steht, gilt, auch wenn oben etwas ausgewählt ist."
)
LANGUAGE_MISSING = "Bitte eine Sprache auswählen oder eingeben."
LANGUAGES = {
    "Arabic": "العربية · Arabisch",
    "Bengali": "বাংলা · Bengalisch",
    "Chinese (Simplified)": "简体中文 · Chinesisch (vereinfacht)",
    "Chinese (Traditional)": "繁體中文 · Chinesisch (traditionell)",
    "Danish": "Dansk · Dänisch",
    "German": "Deutsch",
    "English": "English · Englisch",
    "Finnish": "Suomi · Finnisch",
    "French": "Français · Französisch",
    "Greek": "Ελληνικά · Griechisch",
    "Hebrew": "עברית · Hebräisch",
    "Hindi": "हिन्दी · Hindi",
    "Indonesian": "Bahasa Indonesia · Indonesisch",
    "Italian": "Italiano · Italienisch",
    "Japanese": "日本語 · Japanisch",
    "Korean": "한국어 · Koreanisch",
    "Dutch": "Nederlands · Niederländisch",
    "Norwegian": "Norsk · Norwegisch",
    "Polish": "Polski · Polnisch",
    "Portuguese": "Português · Portugiesisch",
    "Romanian": "Română · Rumänisch",
    "Swedish": "Svenska · Schwedisch",
    "Spanish": "Español · Spanisch",
    "Thai": "ไทย · Thailändisch",
    "Czech": "Čeština · Tschechisch",
    "Turkish": "Türkçe · Türkisch",
    "Ukrainian": "Українська · Ukrainisch",
    "Hungarian": "Magyar · Ungarisch",
    "Vietnamese": "Tiếng Việt · Vietnamesisch",
}
ASK_TITLE = "Zur Antwort nachfragen"
ASK_SUBMIT = "Fragen"
ASK_LABEL = "Ihre Frage"
QUESTION_MISSING = "Bitte eine Frage eingeben."
ASK_HINT = "Die Antwort kommt im Thread, mit Ihrer Frage darüber."
ASK_HINT_PRIVATE = "Die Antwort ist nur für Sie."
SOURCES_TITLE = "Quellen"
SOURCES_FOLLOW = "Das Bild der Seite folgt gleich."
SOURCES_IMAGE_ONLY = "Ein Bild: Es gibt keinen Text zum Zitieren."
SOURCES_WITHHELD = "Die Stelle wird hier nicht gezeigt; der Link führt hin, falls Sie sie lesen dürfen."
SOURCES_NONE = "Diese Antwort zitiert nichts."
SOURCES_MORE = "Weitere, die hier keinen Platz haben: {count:,}."
SOURCES_PICTURE = "Bild von {anchor} aus {source}"
THANKS = "Danke, ist notiert."
FEEDBACK_TITLE = "Was war falsch?"
FEEDBACK_SUBMIT = "Senden"
FEEDBACK_FAULT = "Die Antwort…"
FAULTS = {
    "wrong": "sagt etwas, das nicht stimmt",
    "unsourced": "zitiert eine Stelle, an der das nicht steht",
    "incomplete": "lässt etwas weg",
    "misunderstood": "handelt von etwas anderem als meine Frage",
    "form": "ist zu lang, zu kurz oder schwer zu lesen",
    "other": "ist auf andere Weise falsch",
}
FEEDBACK_WORDS = "In Ihren Worten"
FEEDBACK_HINT = (
    "Wird 90 Tage lang für die Person aufbewahrt, die mich betreibt; weder Frage noch Antwort werden damit aufbewahrt."
)

WELCOME = (
    "Hallo, ich bin Footnote. Ich lese Threads und Dateien und belege mit Fußnoten, was ich sage. Drei Dinge zum Ausprobieren:\n"
    "• Teilen Sie mit mir ein PDF in einer Direktnachricht, mit oder ohne Frage.\n"
    "• Erwähnen Sie mich unter einem langen Thread: *was wurde hier entschieden?*\n"
    "• Fragen Sie in dem Thread weiter, in dem ich geantwortet habe; dort ist keine Erwähnung nötig.\n"
    "Ich bin eine KI und kann mich irren: Jede Antwort nennt genau, was dafür gelesen wurde."
)
ENTER_PASSWORD = "Passwort für {name} eingeben"  # noqa: S105 - a label
PRESS_AGAIN = "Das hat zu lange gedauert, und Slack öffnet das Formular nicht mehr. Bitte die Schaltfläche noch einmal drücken."
PASSWORD_TITLE = "Passwort einer Datei"  # noqa: S105 - a title
PASSWORD_LABEL = "Passwort für {name}"  # noqa: S105 - a label
PASSWORD_HINT = "Es öffnet die Datei einmal und wird weder aufbewahrt noch protokolliert noch dem Modell gezeigt."  # noqa: S105
PASSWORD_SUBMIT = "Öffnen"  # noqa: S105 - a label
PASSWORD_CLOSE = "Abbrechen"  # noqa: S105 - a label
MUTED = "Ich halte mich jetzt aus diesem Thread heraus, außer Sie erwähnen mich. Mit `unmute` bin ich wieder da."
UNMUTED = "Ich bin wieder da: Antworten in diesem Thread brauchen keine Erwähnung."
EDITED_SINCE = "Sie haben eine Frage bearbeitet, die ich schon beantwortet hatte."
ANSWER_AGAIN = "Neu beantworten"
STOP = "Stopp"
CARD_READING = "{name} wird gelesen"
CARD_PART = "Teil {part} von {parts}"
STOPPED = "Angehalten."

UNKNOWN_LIMIT = "Ein Limit dieses Namens gibt es nicht. Es gibt: {known}."
UNKNOWN_LIMIT_NEAR = "Ein Limit dieses Namens gibt es nicht. Meinten Sie `{near}`?"
NOT_A_LIMIT = "{name} nimmt eine ganze Zahl von 0 bis {most}; 0 oder `none` ist kein Limit."
OVERALL_LIMIT_IN_WORKSPACE = "Ein Limit für alle Workspaces zusammen lässt sich nicht für einen davon ändern."

# App Home, settings, and where nothing is answered. Instead of an answer, to the asker alone:
NOT_FOR_OUTSIDERS = "Es tut mir leid, hier antworte ich nur Personen aus der Organisation, die mich hinzugefügt hat."
NOT_FOR_GUESTS = "Es tut mir leid, die Admins dieses Workspace haben festgelegt, dass ich Gästen nicht antworte."
NOT_FOR_YOU = (
    "Es tut mir leid, die Admins dieses Workspace haben festgelegt, dass ich Ihnen nicht antworte; nur sie können das ändern."
)
NOT_IN_SHARED_CHANNELS = (
    "Es tut mir leid, in Channels, die mit anderen Organisationen geteilt sind, antworte ich nicht. "
    "Admins können das in meinem Home-Tab ändern."
)
NOT_HERE = (
    "Es tut mir leid, die Admins haben festgelegt, dass ich in diesem Channel nicht antworte. "
    "In einer Direktnachricht darf ich es."
)
NOT_OF_THAT_CHANNEL = (
    "Es tut mir leid, die Admins haben festgelegt, dass ich in jenem Channel nicht antworte; "
    "deshalb fasse ich ihn auch nicht zusammen."
)

# A channel's instructions.
INSTRUCTIONS_HERE = (
    "In diesem Channel soll ich mich an diese Wünsche zu Ton und Form halten:\n{instructions}\n"
    "Meine eigenen Regeln gehen vor: Ich verwende nur, was im Thread und in seinen Dateien steht, "
    "und belege mit Fußnoten, was ich sage."
)
NO_INSTRUCTIONS_HERE = (
    "Für diesen Channel habe ich keine eigenen Anweisungen, nur meine Regeln: "
    "Ich verwende nur, was im Thread und in seinen Dateien steht, und belege mit Fußnoten, was ich sage."
)
INSTRUCTIONS_NOT_OUTSIDE = (
    "Die Anweisungen für diesen Channel nenne ich nur Personen aus der Organisation, die mich hinzugefügt hat."
)

# App Home.
HOME_ABOUT = (
    "• Erwähnen Sie mich in einem Channel oder schreiben Sie mir unter *Nachrichten*: "
    "Ich lese den Thread und seine Dateien und antworte mit Fußnoten.\n"
    "• `/ask` und `/recap` antworten nur Ihnen; Links zu Nachrichten und Channels werden gelesen, wenn Sie sie lesen dürfen.\n"
    "• Ich bin eine KI und kann mich irren: Jede Antwort nennt genau, was dafür gelesen wurde."
)
HOME_RECENT = "Ihre letzten Fragen"
HOME_NOTHING_RECENT = (
    "Gerade nichts: Was Sie in Channels und unter Nachrichten fragen, steht hier, solange die Antwort aufbewahrt wird."
)
HOME_NOTHING_KEPT = "Hier wird nichts aufbewahrt, deshalb steht hier nichts."
HOME_FILES_ONLY = "(Dateien ohne Text)"
HOME_USAGE = "Ihr Verbrauch"
HOME_YOURS = "Ihre Einstellungen"
HOME_LANGUAGE = "*Sprache*, in der ich mit Ihnen spreche und antworte, wenn Sie keine andere nennen"
HOME_LENGTH = "*Länge* der Antworten auf Ihre Fragen"
LANGUAGE_AS_SLACK = "Wie in Slack"
LENGTHS = {"short": "Kurz", "normal": "Normal", "long": "Lang"}
HOME_DATA = "Ihre Daten"
HOME_DATA_KEPT = (
    "Was ich gefragt wurde, was ich dafür gelesen habe und meine Antworten werden für {span} verschlüsselt aufbewahrt "
    "und danach gelöscht. "
    "Der Text des Threads und seiner Dateien geht an das Modell, wenn Sie fragen, und sonst nirgendwohin. "
    "Was Sie hier einstellen, bleibt, bis Sie es ändern."
)
HOME_DATA_NOT_KEPT = (
    "Von Threads, Dateien und Antworten wird nichts aufbewahrt: Slack wird jedes Mal neu gelesen. "
    "Der Text des Threads und seiner Dateien geht an das Modell, wenn Sie fragen, und sonst nirgendwohin. "
    "Was Sie hier einstellen, bleibt, bis Sie es ändern."
)
FORGET_ME = "Alles über mich vergessen"
FORGET_ME_TITLE = "Alles vergessen?"
FORGET_ME_WARNING = (
    "Gelöscht werden Threads mit Ihren Worten, was für Sie gelesen wurde, die Antworten an Sie und Ihre Einstellungen hier. "
    "Was in Slack steht, bleibt dort."
)
FORGET_ME_YES = "Vergessen"
FORGET_ME_NO = "Behalten"
HOME_ADMIN = "Für Admins"
HOME_MODEL = "*Modell*: `{model}`"
HOME_WHO = "*Wer und wo*: {facts}"
HOME_KEEPING = "*Aufbewahrung und Kosten*: {facts}"
HOME_CHANNELS = "*Channels mit eigenen Einstellungen*: {channels}"
HOME_NO_CHANNELS = (
    "*Channels mit eigenen Einstellungen*: noch keine. Wählen Sie einen aus, oder schreiben Sie dort `/footnote settings`."
)
HOME_CHOOSE_CHANNEL = "Einstellungen eines Channels"
AND_MORE_OF_A_LIST = "und {count:,} weitere"
CHANGE = "Ändern"
FACT_ALL_CHANNELS = "alle Channels"
FACT_CHANNELS_ALLOWED = "nur in {channels}"
FACT_CHANNELS_DENIED = "nicht in {channels}"
FACT_EVERYBODY = "alle Personen"
FACT_PEOPLE_ALLOWED = "nur {people}"
FACT_PEOPLE_DENIED = "nicht {people}"
FACT_GUESTS = {True: "auch Gäste", False: "keine Gäste"}
FACT_OUTSIDE = {
    "nothing": "nicht in Channels, die mit anderen Organisationen geteilt sind",
    "members": "in geteilten Channels nur Personen aus diesem Workspace",
    "everybody": "auch Personen aus anderen Organisationen",
}
FACT_KEPT = "Kontext für {span}"
FACT_NOT_KEPT = "kein Kontext"
FACT_COST = {True: "Antworten nennen ihre Kosten", False: "Antworten nennen keine Kosten"}

# Settings in a window: of a channel, of the workspace.
SETTINGS_SAVE = "Speichern"
SETTINGS_CLOSE = "Schließen"
CHANNEL_SETTINGS_TITLE = "Channel-Einstellungen"
CHANNEL_SETTINGS_OF = "Einstellungen von {channel}"
CHANNEL_SETTINGS_READ_ONLY = "Das ändern nur Admins des Workspace."
CHANNEL_ANSWERS = "Fragen in diesem Channel"
CHANNEL_ON = "Beantworten"
CHANNEL_OFF = "Nicht beantworten und das der fragenden Person sagen"
CHANNEL_INSTRUCTIONS = "Anweisungen"
CHANNEL_INSTRUCTIONS_HINT = (
    "Wünsche zu Ton, Form und Länge, bis zu 2.000 Zeichen. Alle hier können sie abfragen. Meine Regeln heben sie nicht auf: "
    "Die Fußnoten bleiben, und verwendet wird nur, was geteilt wurde."
)
CHANNEL_INSTRUCTIONS_EXAMPLE = "Zum Beispiel: in Stichpunkten antworten, förmlich, auf Französisch."
CHANNEL_NO_INSTRUCTIONS = "keine"
CHANNEL_LIMITS_HINT = "Leer: wie im ganzen Workspace ({value}); none: kein Limit."
CHANNEL_LIMIT_LABELS = {
    "channel_per_minute": "Fragen pro Minute, von allen hier zusammen",
    "channel_per_hour": "Fragen pro Stunde, von allen hier zusammen",
}
SETTINGS_IN_CHANNELS_ONLY = (
    "Einstellungen haben nur Channels. Schreiben Sie dort `/footnote settings`; Ihre eigenen finden Sie in meinem Home-Tab."
)
SETTINGS_NOT_OPENED = (
    "Das hat zu lange gedauert, und Slack öffnet die Einstellungen nicht mehr. Bitte den Befehl noch einmal eingeben."
)
RIGHTS_LOST = "Das ändern nur Admins des Workspace, und Sie gehören nicht mehr dazu. Es wurde nichts gespeichert."
NOT_SAVED = "Das kann ich gerade nicht speichern. Bitte in einer Minute noch einmal versuchen."
TOO_LONG_INSTRUCTIONS = "Höchstens 2.000 Zeichen."
ACCESS_TITLE = "Wer und wo"
ACCESS_CHANNELS_ALLOWED = "Nur in diesen Channels"
ACCESS_CHANNELS_ALLOWED_HINT = (
    "Ist keiner genannt, in allen Channels, in denen ich bin. Direktnachrichten sind davon nicht betroffen."
)
ACCESS_CHANNELS_DENIED = "Nicht in diesen Channels"
ACCESS_PEOPLE_ALLOWED = "Nur diese Personen"
ACCESS_PEOPLE_ALLOWED_HINT = "Ist niemand genannt, alle."
ACCESS_PEOPLE_DENIED = "Diese Personen nicht"
ACCESS_GUESTS = "Gäste"
ACCESS_GUESTS_YES = "Ihnen antworten, innerhalb ihrer eigenen Limits"
ACCESS_GUESTS_NO = "Ihnen nicht antworten"
ACCESS_OUTSIDE = "Andere Organisationen (Slack Connect)"
ACCESS_OUTSIDE_CHOICES = {
    "nothing": "In geteilten Channels niemandem antworten",
    "members": "Dort nur Personen aus diesem Workspace antworten",
    "everybody": "Dort allen antworten",
}
TOO_MANY_LISTED = "Höchstens {most:,} davon."
KEEPING_TITLE = "Aufbewahrung und Kosten"
KEEPING_RETENTION = "Kontext aufbewahren für"
KEEPING_RETENTION_HINT = (
    "Gilt ab jetzt für Threads, Dateien und Antworten; schon Aufbewahrtes verschwindet zum bisher vorgesehenen Zeitpunkt. "
    "Den Höchstwert hat die Person festgelegt, die mich betreibt."
)
KEEPING_MOST = "{span} (Höchstwert)"
KEEPING_COST = "Was eine Antwort gekostet hat, in der Zeile darunter"
KEEPING_COST_AS_SET = "Wie von der Person eingestellt, die mich betreibt"
KEEPING_COST_YES = "Nennen"
KEEPING_COST_NO = "Nicht nennen"
# Shortcuts. By callback id: what is asked with one, as it is quoted where its answer is shared.
SHORTCUT_ASKS = {
    "summarize_thread": "Diesen Thread zusammenfassen.",
    "explain_file": "Diese Datei erklären.",
    "action_items": "Was ist nach diesem Thread zu tun?",
    "translate": "Diese Nachricht übersetzen: {language}.",
}
SHORTCUT_AGAIN = "Das hat zu lange gedauert, und Slack öffnet das Formular nicht mehr. Bitte den Shortcut noch einmal verwenden."
SHORTCUT_UNREADABLE = (
    "Diesen Thread kann ich nicht lesen, weil ich nicht in dieser Unterhaltung bin. In einem Channel schreiben Sie "
    "`/invite @Footnote` und verwenden den Shortcut noch einmal; anderswo schicken Sie mir als Direktnachricht, worum es geht."
)
SHORTCUT_EMPTY = "Darin gibt es nichts zu lesen: weder Text noch Dateien."
NO_FILE_TO_EXPLAIN = (
    "An dieser Nachricht hängt keine Datei. Verwenden Sie „Explain this file“ an der Nachricht, mit der die Datei geteilt wurde."
)
NO_FILE_READ = (
    "Das konnte ich nicht lesen: {files}. Falls ich nicht in dieser Unterhaltung bin, schreiben Sie im Channel "
    "`/invite @Footnote`, oder schicken Sie mir die Datei als Direktnachricht."
)
FILES_NOT_TRANSLATED = "nur der Text der Nachricht wurde übersetzt, nicht {names}"
FILES_TRANSLATED = "die Nachricht enthält nur Dateien: übersetzt wurde, was darin steht"
SHARE_IN_THREAD = "Im Thread teilen"
TRANSLATE_MESSAGE_TITLE = "Nachricht übersetzen"
TRANSLATE_MESSAGE_FORM = "Die Übersetzung ist nur für Sie."

# The form behind the shortcut "Ask Footnote", and the message with which the question is posted.
ASK_FORM_TITLE = "Footnote fragen"
ASK_FORM_SUBMIT = "Fragen"
ASK_FORM_QUESTION = "Ihre Frage"
ASK_FORM_QUESTION_HINT = "Links zu Nachrichten werden gelesen, soweit Sie sie lesen dürfen."
ASK_FORM_FILES = "Mit diesen Dateien"
ASK_FORM_FILES_HINT = (
    "Was Sie in unseren Direktnachrichten mit mir geteilt haben. In einem Channel lesen andere mit, was ich dazu sage."
)
ASK_FORM_PLACE = "Wo ich antworten soll"
ASK_FORM_PLACE_PLACEHOLDER = "Nur mir, in einer Direktnachricht"
ASK_FORM_PLACE_HINT = "In einem Channel poste ich Ihre Frage mit Ihrem Namen und antworte in ihrem Thread."
ASK_FORM_NOT_A_MEMBER = (
    "Ich bin nicht in {place}. Damit ich dort antworten kann, schreiben Sie in diesem Channel zuerst /invite @Footnote."
)
ASK_FORM_NOT_YOURS = "Sie sind nicht in {place}. Bitte einen Channel auswählen, in dem Sie sind."
ASK_FORM_NO_PLACE = (
    "Einen solchen Channel finde ich nicht, oder ich bin nicht darin. "
    "Damit ich dort antworten kann, schreiben Sie dort zuerst /invite @Footnote."
)
ASK_FORM_UNAVAILABLE = "Slack sagt gerade nicht, ob ich dort schreiben darf. Bitte in einer Minute noch einmal versuchen."
YOU_ASKED = "Sie haben gefragt:"
WITH_FILES = "Mit {files}."
NOT_POSTED = (
    "Ich konnte Ihre Frage dort nicht posten: Slack hat es abgelehnt. Bitte noch einmal fragen oder einen anderen Ort auswählen."
)

# Scheduled recaps: the form.
RECAPS_TITLE = "Geplante Zusammenfassung"
RECAPS_SUBMIT = "Speichern"
RECAPS_CLOSE = "Abbrechen"
RECAPS_BUTTON = "Geplante Zusammenfassung…"
RECAPS_OFF = "Für {place} ist keine Zusammenfassung geplant."
RECAPS_ON = "{place} wird {when} zusammengefasst; die nächste Zusammenfassung kommt am {next}."
RECAPS_PAUSED = (
    "Die Zusammenfassung von {place} pausiert: Ich konnte den Channel nicht lesen oder nicht darin schreiben. "
    "Wenn Sie hier speichern, beginnt sie von Neuem."
)
RECAPS_WHO_SET = "Eingerichtet von @{setter}."
RECAPS_WHAT = "Sie fasst zusammen, was im Channel seit der letzten gesagt wurde. Wurde nichts gesagt, kommt keine."
RECAPS_HOW_OFTEN = "Wie oft"
RECAPS_NEVER = "Aus"
RECAPS_AT = "Um"
RECAPS_ZONE = "Zeitzone"
RECAPS_TIME_MISSING = "Bitte eine Uhrzeit auswählen."
RECAPS_EVERY = {"daily": "jeden Tag", "working_days": "montags bis freitags", "weekly": "jeden {weekday}"}
RECAPS_WHEN = "{every} um {time} Uhr ({zone})"
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
WEEKDAYS_SHORT = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
RECAPS_TYPE_AGAIN = (
    "Das hat zu lange gedauert, und Slack öffnet das Formular nicht mehr. Bitte noch einmal `/footnote recaps` eingeben."
)

# Scheduled recaps: why there is no form.
RECAPS_CHANNELS_ONLY = "Geplante Zusammenfassungen gibt es nur für Channels. Schreiben Sie dort `/footnote recaps`."
RECAPS_FULL_MEMBERS_ONLY = (
    "Geplante Zusammenfassungen können nur Vollmitglieder dieses Workspace einrichten, für Channels, in denen sie selbst sind."
)
RECAPS_INVITE_ME = (
    "Ich bin nicht in diesem Channel und kann nicht zusammenfassen, was ich nicht lese. "
    "Schreiben Sie hier `/invite @Footnote` und dann noch einmal `/footnote recaps`."
)
RECAPS_ARCHIVED = "Dieser Channel ist archiviert: Hier wird nichts Neues gesagt."

# Scheduled recaps: what whoever sets one is told.
RECAPS_SET = (
    "{place} wird {when} zusammengefasst. Die nächste Zusammenfassung kommt am {next}. Mit `/footnote recaps` ändern Sie das."
)
RECAPS_ENDED = "{place} wird nicht mehr zusammengefasst. Mit `/footnote recaps` beginnt es von Neuem."
RECAPS_LEFT_OUT = "Die geplante Zusammenfassung von {place} ist ausgefallen. {why} Die nächste umfasst auch diese Zeit."
RECAPS_STOPPED = (
    "Ich habe die geplante Zusammenfassung von {place} pausiert: Ich bin nicht mehr in diesem Channel, oder er ist archiviert. "
    "Um sie wieder zu bekommen, schreiben Sie dort `/invite @Footnote` und dann `/footnote recaps`."
)

# Scheduled recaps: how each begins.
RECAPS_HEADINGS = {
    "daily": "Tägliche Zusammenfassung",
    "working_days": "Tägliche Zusammenfassung",
    "weekly": "Wöchentliche Zusammenfassung",
}
RECAPS_FIRST_LINE = "{recap}, eingerichtet von @{setter}; ändern mit `/footnote recaps`."
RECAPS_FIRST_LINE_UNSIGNED = "{recap}; ändern mit `/footnote recaps`."

# What Slack suggests in a direct message: what the button shows, and what is said when it is tapped. `recap`, `help` and `usage`
# are orders, the same in every language; the others have to name their file as a file.
SUGGESTIONS_TITLE = "Fragen Sie zum Beispiel:"
SUGGESTION_TITLES = {
    "summary": "{name} zusammenfassen",
    "figures": "Welche Zahlen stehen in {name}?",
    "actions": "Was wird in {name} entschieden?",
    "spoken": "Was wird in {name} gesagt?",
    "changes": "Was hat sich von {before} zu {name} geändert?",
    "recap": "#{channel} zusammenfassen",
    "help": "Was kann Footnote?",
    "usage": "Was habe ich verbraucht?",
}
SUGGESTIONS = {
    "summary": "Bitte die Datei {name} zusammenfassen",
    "figures": "Was sind die wichtigsten Zahlen in der Datei {name}?",
    "actions": "Welche Entscheidungen und Aufgaben stehen in der Datei {name}?",
    "spoken": "Was wird in der Datei {name} gesagt?",
    "changes": "Was hat sich zwischen den Dateien {before} und {name} geändert?",
    "recap": "recap #{channel}",
    "help": "help",
    "usage": "usage",
}

# Steps of a workflow: what takes the place of their outputs.
STEP_UNKNOWN = "Einen Schritt dieses Namens kenne ich nicht. Bitte fügen Sie ihn neu zum Workflow hinzu."
STEP_WITHOUT_FILE = (
    "Ich kann nichts zusammenfassen: Der Schritt hat keine Datei bekommen. "
    "Geben Sie ihm die Variable einer Datei, ihre ID oder einen Link zu ihr."
)
STEP_WITHOUT_QUESTION = "Ich kann nicht antworten: Der Schritt hat keine Frage bekommen."
STEP_TOO_LONG = "Ich kann nicht antworten: Die Frage ist länger als {most:,} Zeichen."
STEP_NOT_A_CHANNEL = "Ich kann nicht antworten: Was der Schritt als Channel bekommen hat, ist keiner."
STEP_NOT_A_LINK = "Ich kann nicht antworten: Was der Schritt als Link bekommen hat, führt zu keiner Nachricht dieses Workspace."
STEP_FILE_NOT_READ = "Das kann ich nicht zusammenfassen: {files}."
STEP_PLACE_NOT_READ = (
    "Ich kann nicht antworten: Ein Schritt liest nur öffentliche Channels, in denen ich bin, "
    "und keine, die die Person nicht lesen darf, für die er läuft."
)
STEP_FILE_NO_ACCESS = (
    "kein Zugriff: Ein Schritt liest Dateien aus öffentlichen Channels, in denen ich bin, "
    "und solche, die sein eigener Workflow bekommen hat"
)
STEP_SHORTENED = "(gekürzt)"

# Die Seiten, auf denen jemand die App in einen Workspace aufnimmt.
INSTALL_HEADING = "Footnote zu Slack hinzufügen"
INSTALL_WHAT = (
    "Footnote liest den Thread, in dem es gefragt wird, und die Dateien darin, und antwortet in diesem Thread. "
    "Jede Antwort, für die eine Datei gebraucht wurde, endet mit einem Beleg: was gelesen wurde, und was nicht und warum. "
    "Es ist eine KI und kann sich irren."
)
INSTALL_RIGHTS_HEADING = "Was es in Ihrem Workspace darf"
INSTALL_RIGHTS = {
    "conversations": "Nachrichten der Unterhaltungen lesen, in denen es Mitglied ist, und deren Namen",
    "files": "Die Dateien lesen, die dort geteilt werden",
    "people": "Namen, Sprachen und Rollen von Personen sehen, und die Namen von Benutzergruppen",
    "commands": "Seine Befehle und Kurzbefehle anbieten",
    "answers": "Antworten: schreiben und Eigenes ändern, auf Fragen reagieren, eigene Dateien teilen, Direktnachrichten beginnen",
}
INSTALL_RIGHTS_NOT = "In Kanälen, in die es niemand eingeladen hat, liest es nichts, und es tut nichts im Namen anderer."
INSTALL_ADD = "Zu Slack hinzufügen"
INSTALL_AGREE = "Als Nächstes fragt Slack Sie, ob Sie zustimmen."
INSTALLED_HEADING = "Footnote ist in {place}"
INSTALLED_NEXT = (
    "Schreiben Sie ihm direkt, oder laden Sie es mit /invite @Footnote in einen Kanal ein und erwähnen Sie es mit einer Frage."
)
INSTALLED_OPEN = "Slack öffnen"
INSTALL_FAILED_HEADING = "Footnote wurde nicht hinzugefügt"
INSTALL_AGAIN = "Von vorn beginnen"
INSTALL_DENIED = (
    "Sie haben in Slack nicht zugestimmt oder dürfen diesem Workspace keine Apps hinzufügen. Es wurde nichts geändert."
)
INSTALL_OTHER_BROWSER = (
    "Das ist nicht der Browser, in dem Sie begonnen haben, oder er speichert keine Cookies, oder Sie haben vor mehr als fünf "
    "Minuten begonnen. Es wurde nichts geändert."
)
INSTALL_STATE_OVER = (
    "Dieser Link wurde schon benutzt, oder Sie haben vor mehr als fünf Minuten begonnen. Es wurde nichts geändert."
)
INSTALL_NOT_ACCEPTED = "Slack hat die Installation nicht angenommen. Bitte beginnen Sie von vorn."
INSTALL_LATER = "Etwas, das dafür nötig ist, ist gerade nicht erreichbar. Bitte versuchen Sie es gleich noch einmal."
