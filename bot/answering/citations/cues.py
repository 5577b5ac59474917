"""Words of a sentence that say how a figure in it was worked out from others. Pure."""

import re
from enum import StrEnum

from bot.answering.citations.lexicon import listed


class Operation(StrEnum):
    """How a figure may be worked out from others."""

    SUM = "sum"
    DIFFERENCE = "difference"
    CHANGE = "change"
    """A difference in per cent."""
    SHARE = "share"
    """A part in per cent of a whole."""
    RATIO = "ratio"
    PRODUCT = "product"
    AVERAGE = "average"
    COUNT = "count"


_CUES = {
    Operation.SUM: """
        total totals totalling totaling totaled totalled sum sums summed combined altogether together overall aggregate add adds
        adding cumulative in_all jointly
        insgesamt summe gesamt gesamtsumme zusammen addiert zusammengerechnet totale somme ensemble cumulé additionnés suma
        juntos conjunto somma complessivamente complessivo complessiva insieme soma juntas totaal som samen tezamen opgeteld 合計
        总计 总共 共计
    """,
    Operation.DIFFERENCE: """
        more less fewer higher lower larger smaller greater difference gap increase increased increases increasing decrease
        decreased decreases grew grow grown growth rose rise risen fell fall fallen dropped drop declined decline reduction
        reduced up down change changed remaining remains left net minus exceed exceeds exceeded saved saves savings saving
        cheaper apart later earlier longer shorter ahead behind between surplus shortfall gained lost margin variance
        mehr weniger höher niedriger größer kleiner differenz unterschied anstieg gestiegen stieg steigerung erhöht gesunken
        sank rückgang zunahme abnahme veränderung übrig verbleibt verbleiben verbleibend rest ersparnis gespart wuchs gewachsen
        plus gefallen fiel teurer billiger günstiger länger kürzer später früher
        moins supérieur inférieur différence écart hausse augmenté augmentation baisse baissé diminué diminution reste économie
        más menos mayor menor diferencia aumento aumentó aumentado subió bajó disminuyó disminución reducción queda quedan
        ahorro crecieron creció crecimiento
        più meno differenza aumentato aumentata crescita diminuito diminuzione calo rimane risparmio
        diferença aumentou cresceu crescimento caiu diminuiu redução resta
        meer minder verschil stijging gestegen daling gedaald toename afname hoger lager groei
    """,
    Operation.SHARE: """
        share portion proportion part fraction accounts account accounting represents representing represent makes comprises
        comprising corresponds equals equal equivalent rate ratio margin out_of percentage of_the of_all of_total
        anteil anteils quote marge entspricht entsprechen macht ausmacht
        représente représentent taux représentant representa representan proporción tasa rappresenta rappresentano quota tasso
        proporção taxa aandeel vertegenwoordigt 割合
    """,
    Operation.RATIO: """
        times double doubled doubles twice triple tripled fold twofold threefold half halved ratio per each multiple factor
        mal doppelt verdoppelt verdoppelte dreifach faktor verhältnis je pro hälfte halbiert
        fois rapport par chaque veces doble duplicó cada por volte doppio rapporto ogni vezes dobro keer dubbele verdubbeld
    """,
    Operation.PRODUCT: """
        times multiplied product each per apiece annually yearly annual monthly every
        mal multipliziert je pro jährlich monatlich par chaque annuel mensuel fois cada por anual mensual ogni annuo mensile volte
        vezes keer maal
    """,
    Operation.AVERAGE: """
        average averages averaged averaging mean avg durchschnitt durchschnittlich mittelwert schnitt mittel moyenne moyen
        promedio media medio média médio gemiddeld gemiddelde 平均
    """,
    Operation.COUNT: """
        there list lists listed contains contain includes include including has have shows names identifies describes mentions
        count counts number covers consists comprises records record entries entry rows row items item lines points pages
        messages files sheets slides participants results all both each different distinct unique main key following
        enthält enthalten umfasst nennt listet gibt zählt anzahl zeilen einträge punkte positionen seiten
        contient liste lignes éléments contiene incluye lista hay elementos filas páginas elenca righe elementi contém
        linhas bevat regels
    """,
}
_SIGNS = {
    Operation.SUM: re.compile(r"\d[^=\n]{0,40}\+[^=\n]{0,40}="),
    Operation.PRODUCT: re.compile(r"[×*x·]\s?[^\W\d_]{0,3}\s?[€$£]?\d|="),
    Operation.DIFFERENCE: re.compile(r"[→⇒]|->|="),
    Operation.SHARE: re.compile(r"[/÷]|="),
    Operation.AVERAGE: re.compile(r"[ØΦ⌀]"),
}


def _by_word(*, are_phrases: bool) -> dict[str, frozenset[Operation]]:
    words = dict.fromkeys(word for words in _CUES.values() for word in listed(words) if ("_" in word) == are_phrases)
    return {word.replace("_", " "): frozenset(one for one, words in _CUES.items() if word in listed(words)) for word in words}


_WORDS = _by_word(are_phrases=False)
_PHRASES = _by_word(are_phrases=True)
_WORD = re.compile(r"[\u3400-\u9fff]{2}|[^\W\d_]+")


def operations(text: str) -> frozenset[Operation]:
    """What the words of a sentence say may have been worked out in it. A change in per cent goes with a difference."""
    lower = " ".join(text.lower().split())
    found = {operation for word in _WORD.findall(lower) for operation in _WORDS.get(word, ())}
    found |= {operation for phrase, of_phrase in _PHRASES.items() if phrase in lower for operation in of_phrase}
    found |= {operation for operation, pattern in _SIGNS.items() if pattern.search(text)}
    if Operation.DIFFERENCE in found:
        found.add(Operation.CHANGE)
    return frozenset(found)
