"""The labelled set's German."""

from tests.answering.citations.claims.concepts import Paper
from tests.answering.citations.claims.words import Derived, Wording, Words

_WORDINGS = {
    "rent": Wording(
        "Jahresmiete für {thing}", "Die Jahresmiete für {thing} beträgt {x}.", "Die Miete für {thing} liegt bei {x} im Jahr"
    ),
    "deposit": Wording(
        "Kaution für {thing}", "Für {thing} ist eine Kaution von {x} hinterlegt.", "Die Kaution für {thing} beträgt {x}"
    ),
    "penalty": Wording(
        "Höchststrafe für {thing}",
        "Vertragsstrafen im Zusammenhang mit {thing} sind auf {x} begrenzt.",
        "Vertragsstrafen für {thing} sind auf höchstens {x} begrenzt",
    ),
    "licence": Wording(
        "Lizenzgebühr für {thing}",
        "Die Lizenzgebühr für das Modul {thing} beträgt {x}.",
        "Das Modul {thing} kostet {x} Lizenzgebühr",
    ),
    "seats": Wording(
        "Arbeitsplätze für {thing}",
        "Für {thing} sind {x} Arbeitsplätze lizenziert.",
        "Die Lizenz umfasst {x} Arbeitsplätze für {thing}",
    ),
    "notice": Wording(
        "Kündigungsfrist für {thing}",
        "{thing} kann mit einer Frist von {x} Tagen gekündigt werden.",
        "Die Kündigungsfrist für {thing} beträgt {x} Tage",
    ),
    "interest": Wording(
        "Verzugszins für {thing}",
        "Bei verspäteter Zahlung für {thing} gilt ein Verzugszins von {x}.",
        "Der Verzugszins für {thing} beträgt {x}",
    ),
    "start": Wording(
        "Beginn von {thing}", "Die Laufzeit für {thing} beginnt am {x}.", "Die Laufzeit für {thing} fängt am {x} an"
    ),
    "end": Wording("Ende von {thing}", "Die Nutzungsrechte an {thing} enden am {x}.", "Die Rechte an {thing} laufen am {x} aus"),
    "contract_number": Wording(
        "Vertragsnummer für {thing}", "Die Anlage zu {thing} wird als Vertrag {x} geführt.", "{thing} hat die Vertragsnummer {x}"
    ),
    "costs": Wording(
        "Betriebskosten von {thing}", "Die Betriebskosten von {thing} lagen bei {x}.", "{thing} hatte Betriebskosten von {x}"
    ),
    "investment": Wording(
        "Investition in {thing}", "Die Investitionen in {thing} erreichten {x}.", "In {thing} wurden {x} investiert"
    ),
    "staff": Wording(
        "Belegschaft in {thing}", "Die Belegschaft in {thing} zählt {x} Beschäftigte.", "{thing} beschäftigt {x} Menschen"
    ),
    "sold": Wording("Absatz von {thing}", "{thing} lieferte {x} Stück an Kunden aus.", "{thing} hat {x} Stück ausgeliefert"),
    "growth": Wording(
        "bereinigter Absatz in {thing}",
        "Der bereinigte Absatz in {thing} veränderte sich um {x} zum Vorjahr.",
        "Der bereinigte Absatz in {thing} veränderte sich um {x}",
    ),
    "margin": Wording(
        "operative Marge von {thing}",
        "{thing} schloss mit einer operativen Marge von {x}.",
        "Die operative Marge von {thing} lag bei {x}",
    ),
    "share": Wording(
        "Marktanteil von {thing}", "Der Marktanteil von {thing} wird auf {x} geschätzt.", "{thing} hält einen Marktanteil von {x}"
    ),
    "published": Wording(
        "Prüfung von {thing}", "Der Abschluss von {thing} wurde am {x} testiert.", "Das Testat für {thing} stammt vom {x}"
    ),
    "revenue": Wording(
        "Umsatz von {thing}",
        "Der Umsatz von {thing} betrug {x} im Jahr {this}, nach {y} im Jahr {last}.",
        "{thing} setzte {x} um ({this}), nach {y} ({last})",
    ),
    "orders": Wording(
        "Bestellungen bei {thing}",
        "Im Jahr {this} gingen bei {thing} {x} Bestellungen ein, im Jahr {last} {y}.",
        "{thing} erhielt {x} Bestellungen in {this} und {y} in {last}",
    ),
    "energy": Wording(
        "Energieverbrauch in {thing}",
        "Der Energieverbrauch in {thing} betrug {x} kWh in {this} und {y} kWh in {last}.",
        "In {thing} wurden {x} kWh verbraucht ({last}: {y} kWh)",
    ),
    "budget": Wording(
        "Budget für {thing}",
        "Der Vorstand bewilligte ein Budget von {x} für {thing}.",
        "Für {thing} wurde ein Budget von {x} bewilligt",
    ),
    "sponsorship": Wording(
        "Sponsoring für {thing}",
        "Sponsoren haben {x} für {thing} zugesagt.",
        "Für {thing} liegen Zusagen von Sponsoren über {x} vor",
    ),
    "approval": Wording(
        "Zustimmung zu {thing}", "Der Antrag zu {thing} fand {x} Zustimmung.", "{x} stimmten dem Antrag zu {thing} zu"
    ),
    "meeting": Wording(
        "nächstes Treffen zu {thing}",
        "Die Arbeitsgruppe zu {thing} tagt wieder am {x}.",
        "Die Arbeitsgruppe {thing} trifft sich am {x}",
    ),
    "decided": Wording(
        "Beschluss zu {thing}", "Der Beschluss zu {thing} wurde am {x} gefasst.", "Am {x} wurde der Beschluss zu {thing} gefasst"
    ),
    "ticket": Wording(
        "Ticket zu {thing}",
        "Offene Punkte zu {thing} stehen im Ticket {x}.",
        "Die offenen Punkte zu {thing} finden sich im Ticket {x}",
    ),
    "item": Wording("Montage in {thing}", "Montagearbeiten in {thing}: {x} netto.", "Die Montage in {thing} kostet netto {x}"),
    "freight": Wording(
        "Fracht nach {thing}", "Fracht und Verladung nach {thing}: {x}.", "Die Fracht nach {thing} wird mit {x} berechnet"
    ),
    "parts": Wording("Lieferteile für {thing}", "Geliefert nach {thing}: {x} Teile.", "Nach {thing} wurden {x} Teile geliefert"),
    "discount": Wording(
        "Mengenrabatt für {thing}", "Für {thing} wird ein Mengenrabatt von {x} gewährt.", "{thing} erhält {x} Mengenrabatt"
    ),
    "due": Wording(
        "Zahlung für {thing}", "Die Zahlung für {thing} ist am {x} fällig.", "Für {thing} muss bis zum {x} gezahlt werden"
    ),
    "delivered": Wording(
        "Lieferung an {thing}", "Die Ware für {thing} wurde am {x} geliefert.", "Die Ware für {thing} kam am {x} an"
    ),
    "invoice_number": Wording(
        "Rechnung für {thing}", "Leistungen für {thing} stehen auf Rechnung {x}.", "{thing} wird mit Rechnung {x} abgerechnet"
    ),
    "travel": Wording(
        "Reisepauschale in {thing}",
        "Beschäftigte in {thing} erhalten eine Reisepauschale von {x}.",
        "Die Reisepauschale in {thing} beträgt {x}",
    ),
    "training": Wording(
        "Weiterbildung in {thing}",
        "Für Weiterbildung stehen in {thing} jährlich {x} bereit.",
        "{thing} hat im Jahr {x} für Weiterbildung",
    ),
    "relocation": Wording(
        "Umzugshilfe für {thing}",
        "Wer neu nach {thing} zieht, erhält eine Umzugshilfe von {x}.",
        "Die Umzugshilfe für {thing} beträgt {x}",
    ),
    "contribution": Wording(
        "Rentenbeitrag in {thing}",
        "In {thing} zahlt der Arbeitgeber einen Rentenbeitrag von {x}.",
        "Der Arbeitgeber trägt in {thing} {x} zur Rente bei",
    ),
    "bonus": Wording(
        "Zielbonus in {thing}", "Der Zielbonus in {thing} liegt bei {x} des Grundgehalts.", "Der Zielbonus in {thing} ist {x}"
    ),
    "effective": Wording(
        "Regeln in {thing}", "Diese Regeln gelten in {thing} ab dem {x}.", "In {thing} treten die Regeln am {x} in Kraft"
    ),
    "review": Wording(
        "Überprüfung in {thing}", "In {thing} ist die nächste Überprüfung für den {x} geplant.", "{thing} wird am {x} überprüft"
    ),
    "price": Wording(
        "Listenpreis von {thing}", "Der Listenpreis des Geräts {thing} beträgt {x}.", "Das Gerät {thing} kostet laut Liste {x}"
    ),
    "cycles": Wording(
        "Schaltspiele von {thing}", "Das Relais {thing} ist für {x} Schaltspiele ausgelegt.", "{thing} hält {x} Schaltspiele"
    ),
    "efficiency": Wording(
        "Wirkungsgrad von {thing}",
        "Bei Volllast erreicht {thing} einen Wirkungsgrad von {x}.",
        "Der Wirkungsgrad von {thing} beträgt {x} bei Volllast",
    ),
    "voltage": Wording(
        "Versorgungsspannung von {thing}",
        "Die Versorgungsspannung von {thing} beträgt {x}.",
        "{thing} braucht eine Versorgungsspannung von {x}",
    ),
    "weight": Wording(
        "Gewicht von {thing}", "Mit Verpackung wiegt {thing} {x}.", "Das Gewicht von {thing} mit Verpackung ist {x}"
    ),
    "length": Wording(
        "Länge von {thing}", "Das Gehäuse von {thing} ist {x} lang.", "Die Länge des Gehäuses von {thing} beträgt {x}"
    ),
    "released": Wording(
        "Freigabe von {thing}", "Die Firmware für {thing} wurde am {x} freigegeben.", "Die Firmware von {thing} stammt vom {x}"
    ),
    "calibrated": Wording(
        "Kalibrierung von {thing}", "Das Referenzgerät von {thing} wurde am {x} kalibriert.", "{thing} wurde am {x} kalibriert"
    ),
    "part_number": Wording(
        "Teilenummer von {thing}",
        "Ersatzteile für {thing} tragen die Teilenummer {x}.",
        "Ersatz für {thing} hat die Teilenummer {x}",
    ),
    "person": Wording("Leitung von {thing}", "Fragen zu {thing} beantwortet {x}.", "{x} beantwortet Fragen zu {thing}"),
    "contact": Wording("Kontakt zu {thing}", "Anfragen zu {thing} gehen an {x}.", "Anfragen zu {thing} richtet man an {x}"),
    "folder": Wording(
        "Unterlagen zu {thing}", "Die Unterlagen zu {thing} liegen unter {x}.", "Unterlagen zu {thing} gibt es unter {x}"
    ),
}

GERMAN = Words(
    code="de",
    group=".",
    point=",",
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    currencies={"EUR": "Euro", "USD": "Dollar", "GBP": "Pfund"},
    percent=(" %", "%", " Prozent"),
    thousand=("{n} Tsd. {c}", "{n} Tausend {w}"),
    million=("{n} Mio. {s}", "{c} {n} Mio.", "{n} Millionen {w}", "{n} Mio. {c}"),
    billion=("{n} Mrd. {c}", "{n} Milliarden {w}"),
    scales={3: "Tsd.", 6: "Mio."},
    about=("rund", "etwa", "ca.", "ungefähr", "circa"),
    over=("gut", "etwas mehr als"),
    under=("knapp", "fast", "beinahe"),
    joins=("; ", ", und "),
    by_section="Laut Abschnitt {section}: {claim}",
    changed=("Der bereinigte Absatz in {thing} fiel um {x}", "Der bereinigte Absatz in {thing} stieg um {x}"),
    wordings=_WORDINGS,
    derived=Derived(
        total="Zusammen ergeben {a} und {b} insgesamt {x}",
        total_of="In Summe ergeben {a} ({p}) und {b} ({q}) {x}",
        gap="Die Differenz zwischen {a} und {b} beträgt {x}",
        gap_of="Zwischen {a} ({p}) und {b} ({q}) liegt eine Differenz von {x}",
        rose="{label}: ein Anstieg um {x} von {last} auf {this}",
        rose_of="{label} stieg um {x}, von {y} auf {now}",
        fell="{label}: ein Rückgang um {x} von {last} auf {this}",
        fell_of="{label} sank um {x}, von {y} auf {now}",
    ),
    quoting=("Im Dokument heißt es: {q}", "Wörtlich: {q}", "Dort steht, {q}", "- **Wortlaut:** {q}"),
    naming=("{q} leitet {thing}", "Für {thing} nennt das Dokument {q}", "- **Leitung, {thing}:** {q}"),
    quotes=(
        "Der Lieferant {darf|muss} seine Rechte aus diesem Vertrag {nicht|auch} ohne schriftliche Zustimmung abtreten.",
        "Vertrauliche Unterlagen sind {nach|vor} der Abnahme {zurückzugeben|zu veröffentlichen} oder sicher zu vernichten.",
        "Keine Partei {haftet|zahlt} für Verzögerungen, die auf Ereignissen {außerhalb|innerhalb} ihres Einflusses beruhen.",
        "Die Angaben in diesem Abschnitt sind {ohne|mit} Einmaleffekten aus der Erstkonsolidierung ausgewiesen.",
        "Beschäftigte {dürfen|müssen} von zu Hause arbeiten, {sofern|obwohl} die Schichtleitung zustimmt.",
        "Der Ausschuss hat das Angebot der externen Berater {abgelehnt|angenommen} und die Aussprache {vertagt|eröffnet}.",
        "Das Gerät ist {vor|nach} dem Öffnen der Schutzhaube durch Fachpersonal vom Netz zu trennen.",
        "Rechnungen gelten als {anerkannt|bestritten}, wenn der Kunde {keinen|einen} schriftlichen Einwand erhebt.",
        "Überstunden werden durch Freizeit ausgeglichen; eine Auszahlung ist {nicht|stets} möglich.",
        "Die Gewährleistung umfasst {keine|alle} Schäden, die durch unsachgemäße Reinigung {entstehen|verhindert werden}.",
        "Unterauftragnehmer dürfen {nur|auch} mit {schriftlicher|mündlicher} Genehmigung des Projektbüros eingesetzt werden.",
        "Personenbezogene Daten werden {gelöscht|aufbewahrt}, sobald der Zweck ihrer Erhebung entfallen ist.",
        "Der Mieter ist {verpflichtet|berechtigt}, die Einrichtung auf {eigene|unsere} Kosten gegen Feuer zu versichern.",
        "Urlaubsanträge sind {vor|nach} der Fertigstellung des Dienstplans bei der {Leitung|Verwaltung} einzureichen.",
        "Der Lüfter startet {selbsttätig|manuell}, sobald die Temperatur im Gehäuse den sicheren Bereich {verlässt|erreicht}.",
        "Geschenke von Lieferanten sind höflich {abzulehnen|anzunehmen} und der Revision zu melden.",
    ),
    invented=(
        "Streitigkeiten über {thing} werden durch ein Schiedsgericht in Genf entschieden.",
        "Das Wachstum in {thing} wurde vor allem von Händlern in Übersee getragen.",
        "Restbestände in {thing} werden an gemeinnützige Einrichtungen gespendet.",
        "Der Vermieter von {thing} verzichtet auf jede Erhöhung während der ersten Laufzeit.",
        "Besucher von {thing} müssen jederzeit Helm und Sicherheitsschuhe tragen.",
        "Die Geschäftsführung erwartet, dass {thing} früher als geplant schwarze Zahlen schreibt.",
        "Nicht genommene Urlaubstage in {thing} können unbegrenzt übertragen werden.",
        "Der Sensor von {thing} ist auszutauschen, sobald die Warnleuchte zweimal blinkt.",
    ),
    things=(
        *(
            "Lindenhof",
            "Nordkai",
            "Falkenried",
            "Birkenau",
            "Sonnenberg",
            "Eichgrund",
            "Hafenblick",
            "Merkur",
            "Steinfeld",
            "Rosenau",
        ),
        *(
            "Ahornweg",
            "Buchwald",
            "Dornbusch",
            "Elbtor",
            "Fuchsbau",
            "Grünau",
            "Heidekrug",
            "Isarufer",
            "Kronberg",
            "Lerchenfeld",
        ),
        *(
            "Mühlental",
            "Neuwerk",
            "Ostrand",
            "Pappelhof",
            "Quellental",
            "Rehwiese",
            "Seehaus",
            "Tannheim",
            "Ulmenhof",
            "Vogelsang",
        ),
        *(
            "Weidental",
            "Zirkel",
            "Arnsberg",
            "Brunnthal",
            "Cäcilienhof",
            "Delbrück",
            "Erlenbach",
            "Flachsland",
            "Goldbach",
            "Hochfeld",
        ),
    ),
    names=(
        *("Jutta Brandt", "Dr. Karsten Vogel", "Mehmet Yıldız", "Annika Sommer", "Götz Richter", "Silke Möller"),
        *("Lars Petersen", "Renate Kühn", "Tobias Weiß", "Ulrike Hahn"),
    ),
    invented_names=(
        "Friedrich Altmann",
        "Dr. Sabine Krüger",
        "Holger Wiese",
        "Paula Steinbrück",
        "Norbert Jäger",
        "Eva Hollmann",
    ),
    companies=(
        ("Nordlicht Logistik GmbH", "nordlicht-logistik.example"),
        ("Werk & Wandel AG", "werk-wandel.example"),
        ("Hollenbeck Technik GmbH", "hollenbeck.example"),
    ),
    titles={
        Paper.CONTRACT: "Rahmenvertrag",
        Paper.REPORT: "Quartalsbericht",
        Paper.MINUTES: "Protokoll der Vorstandssitzung",
        Paper.INVOICE: "Sammelrechnung",
        Paper.POLICY: "Personalrichtlinie",
        Paper.DATASHEET: "Technisches Datenblatt",
    },
    headings=("Allgemeines", "Geltungsbereich", "Finanzüberblick", "Einzelheiten", "Anlagen", "Betrieb", "Zusammenfassung"),
    filler=(
        "Näheres regelt Abschnitt {n}.{m}; die Angaben werden alle {n} Monate überprüft.",
        "Diese Seite ersetzt die Fassung von {year}; Kopien werden {m} Jahre aufbewahrt.",
        "Rückfragen werden binnen {n} Werktagen beantwortet, montags bis freitags von 8 bis 17 Uhr.",
        "Siehe auch die Punkte {n} bis {m} der Geschäftsbedingungen, geändert {year}.",
    ),
    foot="Seite {n} von {total} · Tel. +49 40 5550 142 · © 2019-{year}",
    questions=("Was steht darin?", "Fasst du das bitte zusammen?"),
)
