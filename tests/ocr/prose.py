"""Invent an article to be printed: sentences, names, abbreviations, quotations and numbers as scholars write them.

The words mean nothing. What matters is all that can mislead a reader of scans: full stops that end no
sentence, numbers that call no note, lines that may begin with a date or a name, brackets over several
sentences, notes that are prose and prose that has references.
"""

from __future__ import annotations

import random

from tests.ocr.printed import Block, Manuscript, Note

_LEXICONS: dict[str, dict[str, str]] = {
    "en": {
        "nouns": "bishop charter ledger guild harvest envoy mint garrison abbey dowry census "
        "sermon tariff wharf almanac "
        "petition vineyard regiment chancery broadside parlour hospice rebellion inventory pamphlet mill",
        "adjectives": "late urban spurious Flemish noble minor royal ruinous disputed printed eastern "
        "pious remote unpaid",
        "verbs": "bought doubted inherited surveyed condemned endowed forged translated pawned "
        "besieged catalogued revived",
        "links": "because|although|whereas|until|so that|when|even if|as soon as",
        "the": "the|a|its|every|that",
        "of": "of|in|from|near|against",
        "and": "and",
        "starts": "In the end|By contrast|Nevertheless|Two years later|At first|Of course|What is "
        "more|Here, too",
        "see": "See|Cf.|Compare|Quoted in",
        "said": "wrote|observed|replied|complained",
        "head": "Origins Credit Memory Borders Silver Law Kinship Rumour Famine Print Debt Winter",
        "to": "and the|of the|in the",
    },
    "de": {
        "nouns": "Bischof Urkunde Zunft Ernte Gesandte Kloster Mitgift Predigt Zoll Kalender "
        "Bittschrift Mühle Kanzlei Bestand",
        "adjectives": "späten städtischen königlichen umstrittenen gedruckten frommen fernen alten "
        "sogenannten kleinen",
        "verbs": "kaufte bezweifelte erbte verurteilte übersetzte verpfändete verzeichnete "
        "erneuerte fälschte",
        "links": "weil|obwohl|während|bis|so daß|als|wenn auch",
        "the": "der|die|das|ein|eine|jeder",
        "of": "von|aus|bei|gegen",
        "and": "und",
        "starts": "Am Ende|Dagegen|Dennoch|Zwei Jahre später|Zunächst|Freilich|Auch hier",
        "see": "Vgl.|Siehe|Zit. nach",
        "said": "schrieb|bemerkte|antwortete|klagte",
        "head": "Ursprünge Kredit Erinnerung Grenzen Silber Recht Gerücht Hunger Druck",
        "to": "und|im Lichte der|nach dem",
    },
    "fr": {
        "nouns": "évêque charte registre moisson abbaye dot sermon tarif almanach pétition moulin "
        "chancellerie garnison inventaire",
        "adjectives": "tardif urbain royal contesté imprimé lointain ancien pieux mineur flamand",
        "verbs": "acheta hérita condamna traduisit recensa renouvela contesta falsifia assiégea",
        "links": "parce que|bien que|tandis que|jusqu'à ce que|lorsque|même si",
        "the": "le|la|un|une|son|chaque",
        "of": "de|dans|par|près de",
        "and": "et",
        "starts": "À la fin|En revanche|Néanmoins|Deux ans plus tard|D'abord|Ici encore",
        "see": "Voir|Cf.|Cité par",
        "said": "écrivit|observa|répondit|se plaignit",
        "head": "Origines Crédit Mémoire Frontières Argent Droit Rumeur Famine",
        "to": "et la|de la|dans la",
    },
    "ru": {
        "nouns": "епископ грамота цех урожай монастырь проповедь пошлина календарь прошение "
        "мельница гарнизон опись реестр",
        "adjectives": "поздний городской королевский спорный печатный дальний старый малый",
        "verbs": "купил унаследовал осудил перевёл заложил описал обновил подделал осадил",
        "links": "потому что|хотя|тогда как|пока|так что|когда|даже если",
        "the": "этот|тот|каждый|новый",
        "of": "из|от|при|против",
        "and": "и",
        "starts": "В конце концов|Напротив|Тем не менее|Два года спустя|Сначала|Конечно|И здесь",
        "see": "См.|Ср.|Цит. по:",
        "said": "писал|замечал|отвечал|жаловался",
        "head": "Истоки Кредит Память Границы Серебро Право Слухи Голод",
        "to": "и|и её|в эпоху",
    },
}
_NAMES = (
    "Aubrey Castellan Dubrovin Eberhardt Fontaine Gallagher Hraban Ishikawa Jourdain "
    "Kowalski Lagarde Montefiore "
    "Niedermeyer O'Hara Pagliarini Quigley Rostovtsev Schönberg Tolliver Ueberweg "
    "Vasari Weizsäcker Yarrow Zamoyski"
).split()
_FIRST = "Agnes Bernard Clara Dmitri Elisabeth Fergus Giulia Henrik Irene Jonas".split()
_PLACES = "Ghent Lübeck Cracow Ragusa Bergen Toledo Ravenna York Avignon Riga Trier Novgorod".split()
_TITLES = ("Mr.", "Dr.", "Prof.", "St.", "Mme.")
_RUSSIAN_NAMES = "Ключевский Соловьёв Тарле Веселовский Шахматов".split()
_FOREIGN = "incunabula Landfrieden échevins podestà Hofgericht voevoda fueros".split()


class Author:
    """Writes in one language, by chance."""

    def __init__(self, r: random.Random, lang: str = "en") -> None:
        self.r, self.lang = r, lang
        words = _LEXICONS[lang]
        self.nouns, self.adjectives = words["nouns"].split(), words["adjectives"].split()
        self.verbs, self.headings = words["verbs"].split(), words["head"].split()
        self.links, self.articles, self.of = (words[k].split("|") for k in ("links", "the", "of"))
        self.starts, self.see, self.said, self.to = (
            words[k].split("|") for k in ("starts", "see", "said", "to")
        )
        self.conjunction = words["and"]
        self.used: set[str] = set()
        self.names = _RUSSIAN_NAMES if lang == "ru" else _NAMES

    def chance(self, share: float) -> bool:
        return self.r.random() < share

    def name(self) -> str:
        r = self.r
        last = r.choice(self.names)
        return r.choices(
            (
                last,
                f"{r.choice('ABCDEGHJKLM')}. {last}",
                f"{r.choice(_FIRST)} {last}",
                f"{r.choice(_TITLES)} {last}",
            ),
            (5, 2, 2, 1),
        )[0]

    def thing(self) -> str:
        r = self.r
        text = r.choice(self.articles) + " "
        if self.chance(0.45):
            text += r.choice(self.adjectives) + " "
        text += r.choice(self.nouns)
        if self.chance(0.3):
            text += f" {r.choice(self.of)} {r.choice(_PLACES)}"
        elif self.chance(0.1):
            text += f" ({'*' + r.choice(_FOREIGN) + '*'})"
        return text

    def clause(self) -> str:
        r = self.r
        subject = self.name() if self.chance(0.3) else self.thing()
        text = f"{subject} {r.choice(self.verbs)} {self.thing()}"
        match r.randrange(14):
            case 0:
                text += f" {self.conjunction} {r.randint(2, 140)} {r.choice(self.nouns)}"
            case 1:
                text += f" ({r.randint(1300, 1900)}–{r.randint(10, 99)})"
            case 2:
                text += f", e.g. {self.thing()}"
            case 3:
                text += f" – {self.thing()} –"
            case 4:
                text += f" ({r.randint(1, 99)}.{r.randint(1, 9)} per cent)"
            case _:
                pass
        return text

    def sentence(self) -> str:
        r = self.r
        text = self.clause()
        for _ in range(r.choice((0, 0, 1, 1, 2, 4))):
            text += (
                r.choice((", ", "; ", ", ", " "))
                + (r.choice(self.links) if self.chance(0.7) else self.conjunction)
                + " "
                + self.clause()
            )
        end = "."
        match r.randrange(22):
            case 0:
                text = f"{r.choice(self.starts)}, {text}"
            case 1:
                text = f"{self.name()} {r.choice(self.said)}: “{_cap(self.clause())}. {_cap(self.clause())}"
                end = ".”"
            case 2:
                text += f" “{self.thing()}"
                end = "”."
            case 3:
                end = "?"
            case 4:
                text += f" ({self.conjunction} {self.clause()}"
                end = ")."
            case 5:
                text += f" {r.randint(1400, 1900)}"
            case 6:
                text += f" {r.randint(3, 60)}"
            case 7:
                text += f": (1) {self.thing()}; (2) {self.thing()}; (3) {self.thing()}"
            case 8:
                text = f"({_cap(text)}. {_cap(self.clause())}"
                end = ".)"
            case 9:
                text += " etc"
            case 10:
                text = f"“{_cap(self.thing())}”, {text}"
            case 11:
                text = (
                    f"{r.randint(1400, 1800)} {text}"
                    if self.lang != "en"
                    else f"In {r.randint(1400, 1900)} {text}"
                )
            case 12:
                text += " [. . .] " + self.clause()
            case _:
                pass
        return _cap(text) + end

    def reference(self) -> str:
        r = self.r
        title = " ".join(w.capitalize() if self.lang == "en" else w for w in r.sample(self.nouns, 3))
        title = _cap(title)
        who = f"{r.choice('ABCDEGHJKLM')}.{r.choice(('', 'A.', ' B.'))} {r.choice(self.names)}"
        page = {"de": "S.", "ru": "с."}.get(self.lang, "p.")
        match r.randrange(9):
            case 0 | 1 | 2:
                return f"{who}, *{title}* ({r.choice(_PLACES)}, {r.randint(1820, 1996)}), {page} {r.randint(1, 400)}."
            case 3 | 4:
                journal = (
                    f"*{r.choice(self.nouns).capitalize()}*, {r.randint(1, 90)} ({r.randint(1880, 1996)})"
                )
                return f"{who}, “{title}”, {journal}, {page} {r.randint(1, 60)}–{r.randint(61, 99)}."
            case 5:
                return f"*Ibid.*, {page} {r.randint(1, 300)}."
            case 6:
                also = f"{r.choice(self.names)}, *{title}*, {page} {r.randint(2, 90)}ff."
                return f"{r.choice(self.see)} {who}, *{title}*, {page} {r.randint(1, 300)}; {also}"
            case 7:
                return f"{r.choice(self.names)}, *{title}*, {r.randint(2, 200)}."
            case _:
                return self.sentence()

    def note(self, long: float) -> Note:
        parts = [self.reference()]
        while self.chance(long):
            parts.append(self.r.choice((self.sentence, self.reference, self.sentence))())
        return Note(" ".join(parts))

    def paragraph(self, notes: float, long: float, most: int = 8) -> tuple[str | Note, ...]:
        r = self.r
        runs: list[str | Note] = []
        for _ in range(r.randint(1, most)):
            text = self.sentence()
            cut = text.find(", ")
            if runs:
                text = " " + text
                cut += 1
            if self.chance(notes * 0.3) and 0 < cut < len(text) - 20 and "“" not in text and "(" not in text:
                runs += [text[: cut + 1], self.note(long), text[cut + 1 :]]
            else:
                runs.append(text)
            if self.chance(notes):
                runs.append(self.note(long))
        return tuple(runs)

    def heading(self) -> str:
        """A head that no other section has."""
        text = self._heading()
        while text in self.used:
            text = self._heading()
        self.used.add(text)
        return text

    def _heading(self) -> str:
        r = self.r
        if self.chance(0.15):
            return f"{r.randint(1400, 1700)}–{r.randint(1701, 1900)}"
        words = r.sample(self.headings, 2)
        return f"{words[0]} {r.choice(self.to)} {words[1]}" if self.chance(0.8) else words[0]


def _cap(text: str) -> str:
    return text[0].upper() + text[1:]


def article(
    seed: int,
    *,
    lang: str = "en",
    sections: int = 6,
    notes: float = 0.22,
    long: float = 0.35,
    quotations: float = 0.05,
    verse: float = 0.0,
    captions: float = 0.0,
    levels: int = 2,
) -> Manuscript:
    """An article of so many sections; shares are of paragraphs, `notes` of sentences."""
    r = random.Random(seed)
    a = Author(r, lang)
    blocks: list[Block] = []
    figures = 0
    for _ in range(sections):
        blocks.append(Block("head", (a.heading(),)))
        for k in range(r.randint(5, 10)):
            if k > 1 and levels > 1 and r.random() < 0.12:
                blocks.append(Block("head", (a.heading(),), 2))
            runs = a.paragraph(notes, long)
            shown = r.random()
            if shown < quotations + verse:
                runs = (*runs, f" {r.choice(a.names)} {r.choice(a.said)}:")
            blocks.append(Block("paragraph", runs))
            if shown < quotations:
                blocks.append(Block("quotation", a.paragraph(0.0, 0.0, 4)))
            elif shown < quotations + verse:
                lines = tuple(
                    _cap(a.clause())[: r.randint(25, 42)].rsplit(" ", 1)[0].replace("*", "").replace("(", "")
                    for _ in range(r.choice((2, 4, 4, 8)))
                )
                blocks.append(Block("verse", lines))
            if r.random() < captions:
                figures += 1
                blocks.append(Block("caption", (f"Figure {figures}. {a.sentence()}",)))
    title = (
        f"{a.heading()}: {_cap(a.thing())}"
        if r.random() < 0.6
        else f"{_cap(a.thing())}, {r.randint(1500, 1700)}–{r.randint(1750, 1900)}"
    )
    authors = tuple(f"{r.choice(_FIRST)} {x}" for x in r.sample(_NAMES, r.choice((1, 1, 1, 2))))
    return Manuscript(
        title.replace("*", ""),
        authors,
        tuple(blocks),
        abstract=" ".join(a.sentence() for _ in range(4)),
        star="This paper was first read at Ghent in 1987. " + a.sentence() if r.random() < 0.5 else "",
        lang=lang,
        affiliation=f"University of {r.choice(_PLACES)}",
    )
