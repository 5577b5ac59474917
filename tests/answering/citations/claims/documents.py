"""Writes the documents: facts drawn by chance, each on a page of its own, among what all pages say. Claims are made elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random

from tests.answering.citations.claims.artefacts import Habits, habits, set_as_prose, set_as_row
from tests.answering.citations.claims.concepts import CONCEPTS, Concept, Paper, Unit, concepts_of
from tests.answering.citations.claims.material import Fact, Material, Page, Quote
from tests.answering.citations.claims.notation import SPACES, Figure, Value, day_forms, plain, short, written
from tests.answering.citations.claims.swaps import swapped
from tests.answering.citations.claims.variants import true_text
from tests.answering.citations.claims.words import Words

PAGES = (6, 20)
PAGES_OF_TWO = (6, 10)
"""Of each file, where there are two."""
_FACTS_ON_A_PAGE = (5, 8)
_TABLE_UNITS = frozenset({Unit.MONEY, Unit.COUNT, Unit.PERCENT, Unit.CHANGE, Unit.MEASURE})
_CURRENCIES = {"en": ("EUR", "USD", "GBP"), "de": ("EUR",), "fr": ("EUR",), "es": ("EUR",)}
_HEADS = {"en": ("Item", "Value"), "de": ("Posten", "Wert"), "fr": ("Poste", "Valeur"), "es": ("Concepto", "Valor")}


def material(rng: Random, words: Words, papers: Sequence[Paper]) -> Material:
    """One or two documents of these kinds in this language."""
    author = _Author(rng, words, rng.choice(words.companies))
    files = dict(author.file(paper, PAGES if len(papers) == 1 else PAGES_OF_TWO) for paper in papers)
    pages = author.pages if len(files) > 1 else [replace(page, anchor=f"p. {page.number}") for page in author.pages]
    return Material(
        words=words,
        domain=author.company[1],
        pages=tuple(pages),
        facts=tuple(author.facts),
        quotes=tuple(author.quotes),
        twins=tuple(author.twins),
        files=files,
        question=rng.choice(words.questions),
    )


@dataclass(frozen=True, kw_only=True)
class _Manner:
    """How one document writes."""

    year: int
    currency: str
    form: int
    days: str
    habits: Habits
    words: Words


@dataclass
class _Author:
    """Writes the files of one material, page by page, and keeps account of what stands where."""

    rng: Random
    words: Words
    company: tuple[str, str]
    pages: list[Page] = field(default_factory=list[Page])
    facts: list[Fact] = field(default_factory=list[Fact])
    quotes: list[Quote] = field(default_factory=list[Quote])
    twins: list[tuple[Fact, Fact]] = field(default_factory=list[tuple[Fact, Fact]])
    unsaid: list[str] = field(default_factory=list[str])
    """Quotes that no page has yet."""

    def __post_init__(self) -> None:
        self.unsaid = self.rng.sample(self.words.quotes, len(self.words.quotes))

    def file(self, paper: Paper, between: tuple[int, int]) -> tuple[str, int]:
        """Writes one document. Returns its name and how many pages it has."""
        rng, words = self.rng, self.words
        grouped = replace(words, group=rng.choice(SPACES[1:])) if words.code == "en" and rng.random() < 0.15 else words
        manner = _Manner(
            year=rng.choice((2024, 2025, 2026)),
            currency=rng.choice(_CURRENCIES[words.code]),
            form=rng.randrange(6),
            days=rng.choice(day_forms(words)),
            habits=habits(rng),
            words=grouped,
        )
        title = words.titles[paper]
        quarter = f"Q{rng.randint(1, 4)}"
        name = rng.choice((f"{title.split()[0].lower()}.pdf", f"{title} {manner.year}.pdf", f"{quarter}.pdf"))
        if any(page.file == name for page in self.pages):
            name = f"{title} B.pdf"
        total = rng.randint(*between)
        deck = self._deck(paper)
        for number in range(1, total + 1):
            self._page(number, total, name=name, title=title, manner=manner, deck=deck)
        return name, total

    def _deck(self, paper: Paper) -> Iterator[tuple[str, str]]:
        """Concepts and things, no two the same, as shuffled as cards."""
        things = self.rng.sample(self.words.things, len(self.words.things))
        concepts = list(concepts_of(paper))
        taken = {(fact.concept, fact.thing) for fact in self.facts}
        for round_ in range(len(things)):
            self.rng.shuffle(concepts)
            for concept, thing in zip(concepts, cycle(things[round_:] + things[:round_]), strict=False):
                if (concept, thing) not in taken:
                    taken.add((concept, thing))
                    yield concept, thing

    def _page(self, number: int, total: int, *, name: str, title: str, manner: _Manner, deck: Iterator[tuple[str, str]]) -> None:
        rng, words = self.rng, manner.words
        place = len(self.pages)
        facts = [self._fact(*next(deck), place, manner) for _ in range(rng.randint(*_FACTS_ON_A_PAGE))]
        self.facts += facts
        section = f"{1 + number // 4}.{1 + number % 4}"
        blocks = [*self._told(facts, manner), *self._quoted(place, manner)]
        rng.shuffle(blocks)
        head = set_as_row(f"{self.company[0]} · {title} {manner.year}", manner.habits, rng)
        heading = set_as_row(f"## {section} {rng.choice(words.headings)}", manner.habits, rng)
        foot = words.foot.format(n=number, total=total, year=manner.year)
        text = "\n\n".join([*([f"# {title}"] if number == 1 else []), head, heading, *blocks, foot])
        self.pages.append(Page(anchor=f"{name}, p. {number}", file=name, number=number, text=text, section=section))

    def _fact(self, name: str, thing: str, place: int, manner: _Manner) -> Fact:
        concept = CONCEPTS[name]
        values = (self._value(concept, thing, manner),)
        years = (manner.year, manner.year - 1)
        if concept.pair:
            values = (*values, _last_year(values[0], self.rng))
        fact = Fact(concept=name, thing=thing, values=values, texts=(), page=place, years=years)
        twin = self._twin(fact, concept)
        if twin:
            fact = replace(fact, values=twin[1])
        fact = replace(fact, texts=self._texts(fact, manner))
        if twin:
            self.twins.append((twin[0], fact))
        return fact

    def _twin(self, fact: Fact, concept: Concept) -> tuple[Fact, tuple[Value, ...]] | None:
        """Now and then the figure of an earlier page, two of its digits in each other's place."""
        if concept.pair or fact.unit not in {Unit.MONEY, Unit.COUNT} or self.rng.random() > 0.3:
            return None
        for earlier in self.rng.sample(self.facts, min(len(self.facts), 12)):
            value = earlier.values[0]
            if earlier.concept == fact.concept or earlier.unit is not fact.unit or not isinstance(value, Figure):
                continue
            if earlier.page != fact.page and len(earlier.values) == 1 and concept.low <= value.amount <= concept.high:
                amount = swapped(value.amount, self.rng)
                if amount is not None and concept.low <= amount <= concept.high:
                    return earlier, (replace(value, amount=amount),)
        return None

    def _value(self, concept: Concept, thing: str, manner: _Manner) -> Value:
        rng = self.rng
        match concept.unit:
            case Unit.DATE:
                return date(manner.year, 1, 1) + timedelta(days=rng.randrange(-360, 1080))
            case Unit.CODE:
                return f"{concept.mark}-{manner.year}-{rng.randint(10_000, 99_999)}"
            case Unit.NAME:
                return rng.choice(self.words.names)
            case Unit.EMAIL:
                return rng.choice((f"{slug(thing)}@{self.company[1]}", f"desk.{slug(thing)}@mail.{self.company[1]}"))
            case Unit.URL:
                path = rng.choice(("files", "docs/current", "share", "archive"))
                end = rng.choice(("", "/overview.html", "?view=full"))
                return f"https://{rng.choice(('portal', 'www', 'docs'))}.{self.company[1]}/{path}/{slug(thing)}{end}"
            case _:
                return Figure(
                    self._amount(concept), concept.unit, manner.currency if concept.unit is Unit.MONEY else concept.mark
                )

    def _amount(self, concept: Concept) -> Decimal:
        """Evenly over the orders of magnitude, one in four of the large ones round."""
        rng = self.rng
        amount = Decimal(str(concept.low * (concept.high / concept.low) ** rng.random()))
        if concept.unit is Unit.CHANGE and rng.random() < 0.5:
            amount = -amount
        if concept.unit in {Unit.MONEY, Unit.COUNT} and not concept.pair and amount > 50_000 and rng.random() < 0.4:
            step = 100_000 if amount > 1_000_000 else 10_000
            return Decimal(int(amount / step) * step)
        return amount.quantize(Decimal(1).scaleb(-concept.decimals))

    def _texts(self, fact: Fact, manner: _Manner) -> tuple[str, ...]:
        texts: list[str] = []
        for value in fact.values:
            match value:
                case Figure():
                    shortened = short(value, manner.words) if self.rng.random() < 0.25 else []
                    texts.append(self.rng.choice(shortened) if shortened else plain(value, manner.words, form=manner.form))
                case date():
                    texts.append(written(value, manner.days, manner.words))
                case str():
                    texts.append(value)
        return tuple(texts)

    def _told(self, facts: Sequence[Fact], manner: _Manner) -> list[str]:
        """The facts in prose, in a list and in tables, with sentences between that stand on many pages."""
        rng = self.rng
        ways = {id(fact): rng.choices(("prose", "list", "table"), (55, 15, 30))[0] for fact in facts}
        tabled = [fact for fact in facts if ways[id(fact)] == "table" and fact.unit in _TABLE_UNITS]
        listed = [fact for fact in facts if ways[id(fact)] == "list" and len(fact.values) == 1]
        told = [fact for fact in facts if fact not in tabled and fact not in listed]
        sentences = [manner.words.wordings[fact.concept].source.format_map(filling(fact)) for fact in told]
        sentences += [self._filler(manner) for _ in range(rng.randint(1, 2))]
        rng.shuffle(sentences)
        cut = rng.randint(1, len(sentences))
        blocks = [set_as_prose(" ".join(part), manner.habits, rng) for part in (sentences[:cut], sentences[cut:]) if part]
        if listed:
            bold = "**" if rng.random() < 0.4 else ""
            lines = (f"- {capital(label(fact, manner.words))}: {bold}{fact.texts[0]}{bold}" for fact in listed)
            blocks.append("\n".join(set_as_row(line, manner.habits, rng) for line in lines))
        by_columns = ([fact for fact in tabled if len(fact.values) == columns] for columns in (1, 2))
        return blocks + [self._table(rows, manner) for rows in by_columns if rows]

    def _table(self, facts: Sequence[Fact], manner: _Manner) -> str:
        heads = _HEADS[self.words.code]
        columns = (heads[0], *map(str, facts[0].years)) if len(facts[0].values) > 1 else heads
        rows = [columns, ["---"] * len(columns), *([capital(label(fact, manner.words)), *fact.texts] for fact in facts)]
        return "\n".join(set_as_row(f"| {' | '.join(row)} |", manner.habits, self.rng) for row in rows)

    def _filler(self, manner: _Manner) -> str:
        n, m = self.rng.randint(2, 30), self.rng.randint(2, 12)
        return self.rng.choice(manner.words.filler).format(n=n, m=m, year=manner.year - self.rng.randint(1, 4))

    def _quoted(self, place: int, manner: _Manner) -> list[str]:
        """A sentence to quote, on three pages of four; some stand in capitals."""
        if not self.unsaid or self.rng.random() < 0.25:
            return []
        template = self.unsaid.pop()
        text = true_text(template)
        self.quotes.append(Quote(template=template, text=text, page=place))
        return [set_as_prose(text.upper() if self.rng.random() < 0.1 else text, manner.habits, self.rng)]


def filling(fact: Fact) -> Mapping[str, str]:
    """What a wording's placeholders stand for."""
    this, last = fact.years
    return {"thing": fact.thing, "x": fact.texts[0], "y": fact.texts[-1], "this": str(this), "last": str(last)}


def label(fact: Fact, words: Words) -> str:
    """What the fact is about, in a few words of the language."""
    return words.wordings[fact.concept].label.format(thing=fact.thing)


def capital(text: str) -> str:
    """With a capital letter in front."""
    return text[:1].upper() + text[1:]


def slug(thing: str) -> str:
    """A thing's name in an address: plain letters, and hyphens between words."""
    plain_letters = thing.lower().translate(str.maketrans("äöüáéíóúñèêàçß", "aouaeiouneeacs"))
    return plain_letters.replace(" ", "-")


def _last_year(value: Value, rng: Random) -> Value:
    assert isinstance(value, Figure)
    return replace(value, amount=(value.amount / Decimal(str(rng.uniform(0.7, 1.5)))).quantize(Decimal(1)))
