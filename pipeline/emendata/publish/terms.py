# ruff: noqa: E501, the table is read along its rows
"""The words that the books themselves say, by language of the edition: headings, labels, places.

`terms("fr-CA")` gives the French ones; a language without a column, and a column without a word,
speak English. What a text says is never taken from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

LANGUAGES = ("en", "fr", "de", "it", "la", "es", "ru")
"""The languages that there are terms for, in the order of the columns."""

_WORDS = """
notes                   | Notes | Notes | Anmerkungen | Note | Notae | Notas | Примечания
notes of the editor     | Editor’s notes | Notes de l’éditeur | Anmerkungen des Herausgebers | Note del curatore | Notae editoris | Notas del editor | Примечания редактора
notes of the translator | Translator’s notes | Notes du traducteur | Anmerkungen des Übersetzers | Note del traduttore | Notae interpretis | Notas del traductor | Примечания переводчика
notes of the apparatus  | Apparatus criticus | Apparat critique | Kritischer Apparat | Apparato critico | Apparatus criticus | Aparato crítico | Критический аппарат
notes of the fontes     | Sources | Sources | Quellen | Fonti | Fontes | Fuentes | Источники
notes of the testimonia | Testimonia | Témoignages | Testimonien | Testimoni | Testimonia | Testimonios | Свидетельства
conspectus              | Sigla | Sigles | Siglen | Sigle | Conspectus siglorum | Siglas | Сокращения
index of names          | Index of names | Index des noms | Namenregister | Indice dei nomi | Index nominum | Índice de nombres | Указатель имён
index of passages       | Index of passages | Index des passages cités | Stellenregister | Indice dei passi | Index locorum | Índice de pasajes | Указатель мест
hand in                 | a hand in | une main dans | Hand in | mano in | manus in | mano en | рука в
absent                  | absent | absent | fehlt | manca | deest | falta | отсутствует
nowhere                 | place not found | lieu introuvable | Stelle nicht gefunden | luogo non trovato | locus non inuentus | lugar no encontrado | место не найдено
contents                | Contents | Table des matières | Inhalt | Indice | Index capitum | Índice | Содержание
editorial note          | Editorial note | Note sur l’édition | Editorische Notiz | Nota al testo | De hac editione | Nota editorial | От редакции
apparatus               | Apparatus of emendations | Apparat des corrections | Verzeichnis der Emendationen | Apparato delle emendazioni | Apparatus emendationum | Aparato de enmiendas | Список исправлений
figure                  | Figure | Figure | Abbildung | Figura | Figura | Figura | Рисунок
figure missing          | Figure missing | Figure manquante | Abbildung fehlt | Figura mancante | Figura deest | Falta la figura | Рисунок отсутствует
title page              | Title page | Page de titre | Titelseite | Frontespizio | Titulus | Portada | Титульный лист
cover                   | Cover | Couverture | Umschlag | Copertina | Involucrum | Cubierta | Обложка
text                    | Text | Texte | Text | Testo | Textus | Texto | Текст
pages                   | Pages | Pages | Seiten | Pagine | Paginae | Páginas | Страницы
page                    | p. | p. | S. | p. | p. | p. | с.
source                  | source | source | Vorlage | fonte | fons | fuente | источник
line                    | line | ligne | Zeile | riga | linea | línea | строка
landmarks               | Landmarks | Repères | Wegmarken | Punti di riferimento | Loci praecipui | Puntos de referencia | Ориентиры
untitled                | Untitled | Sans titre | Ohne Titel | Senza titolo | Sine titulo | Sin título | Без названия
back                    | back to the text | retour au texte | zurück zum Text | torna al testo | ad textum redi | volver al texto | назад к тексту
not called              | not called in the text | sans appel dans le texte | im Text nicht aufgerufen | senza richiamo nel testo | in textu non citatur | sin llamada en el texto | без сноски в тексте
empty note              | This note is empty. | Cette note est vide. | Diese Anmerkung ist leer. | Questa nota è vuota. | Haec nota vacat. | Esta nota está vacía. | Это примечание пусто.
note missing            | Note missing | Note manquante | Anmerkung fehlt | Nota mancante | Nota deest | Falta la nota | Примечание отсутствует
emendation              | emendation | correction | Emendation | emendazione | emendatio | enmienda | исправление
omitted                 | not in the source | absent de la source | fehlt in der Vorlage | manca nella fonte | deest in fonte | falta en la fuente | нет в источнике
deleted                 | deleted | supprimé | getilgt | espunto | deletum | suprimido | удалено
after                   | after | après | nach | dopo | post | después de | после
place title             | title | titre | Titel | titolo | titulus | título | название
place head              | heading | titre | Überschrift | titolo | caput | título | заголовок
place note              | note | note | Anm. | nota | nota | nota | прим.
place caption           | caption | légende | Legende | didascalia | inscriptio | leyenda | подпись
place quotation         | quotation | citation | Zitat | citazione | locus citatus | cita | цитата
place verse             | verse | vers | Vers | versi | versus | verso | стихи
place speech            | speech | réplique | Rede | battuta | sermo | parlamento | реплика
place list              | list | liste | Liste | elenco | index | lista | список
place table             | table | tableau | Tabelle | tabella | tabula | tabla | таблица
place front             | front matter | liminaires | Vorspann | preliminari | praemissa | preliminares | вступительная часть
place back              | back matter | fin de volume | Nachspann | appendici | addita | partes finales | заключительная часть
why ocr                 | OCR error | erreur d’OCR | OCR-Fehler | errore di OCR | error machinae legentis | error de OCR | ошибка распознавания
why printer             | printer’s error | faute d’impression | Druckfehler | errore di stampa | error typographi | errata de imprenta | опечатка
why author              | author’s slip | lapsus de l’auteur | Versehen des Verfassers | svista dell’autore | lapsus auctoris | descuido del autor | описка автора
why editor              | editor’s change | modification de l’éditeur | Eingriff des Herausgebers | intervento del curatore | mutatio editoris | cambio del editor | правка редактора
continued               | continued | suite | Fortsetzung | continua | continuatur | continuación | продолжение
figures                 | Figures | Figures | Abbildungen | Figure | Figurae | Figuras | Рисунки
tables                  | Tables | Tableaux | Tabellen | Tabelle | Tabulae | Tablas | Таблицы
description             | Description | Description | Beschreibung | Descrizione | Descriptio | Descripción | Описание
kind abstract           | Abstract | Résumé | Zusammenfassung | Sommario | Summarium | Resumen | Аннотация
kind acknowledgments    | Acknowledgments | Remerciements | Danksagung | Ringraziamenti | Gratiae | Agradecimientos | Благодарности
kind appendix           | Appendix | Appendice | Anhang | Appendice | Appendix | Apéndice | Приложение
kind bibliography       | Bibliography | Bibliographie | Literatur | Bibliografia | Bibliographia | Bibliografía | Библиография
kind dedication         | Dedication | Dédicace | Widmung | Dedica | Dedicatio | Dedicatoria | Посвящение
kind epigraph           | Epigraph | Épigraphe | Motto | Epigrafe | Epigraphe | Epígrafe | Эпиграф
kind foreword           | Foreword | Avant-propos | Geleitwort | Premessa | Prooemium | Prólogo | Предуведомление
kind glossary           | Glossary | Glossaire | Glossar | Glossario | Glossarium | Glosario | Глоссарий
kind introduction       | Introduction | Introduction | Einleitung | Introduzione | Introductio | Introducción | Введение
kind preface            | Preface | Préface | Vorwort | Prefazione | Praefatio | Prefacio | Предисловие
role editor             | edited by | édité par | herausgegeben von | a cura di | edidit | edición de | под редакцией
role translator         | translated by | traduit par | übersetzt von | traduzione di | vertit | traducción de | перевод
"""


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of one language; `lang` is the language they are really in."""

    lang: str
    words: Mapping[str, str]

    def __getitem__(self, term: str) -> str:
        return self.words[term]

    def get(self, term: str) -> str:
        """The word, or nothing where there is none for so particular a term."""
        return self.words.get(term, "")


def _table() -> Mapping[str, Terms]:
    columns: dict[str, dict[str, str]] = {lang: {} for lang in LANGUAGES}
    for line in _WORDS.strip().splitlines():
        term, *words = (field.strip() for field in line.split("|"))
        for lang, word in zip(LANGUAGES, words, strict=True):
            columns[lang][term] = word
    return MappingProxyType({lang: Terms(lang, MappingProxyType(words)) for lang, words in columns.items()})


_TERMS = _table()


def terms(lang: str) -> Terms:
    """The terms for an edition in the language with this BCP 47 tag; English where there are none."""
    return _TERMS.get(lang.split("-")[0].lower(), _TERMS["en"])


_KINDS = {
    word.casefold(): term.removeprefix("kind ")
    for one in _TERMS.values()
    for term, word in one.words.items()
    if term.startswith("kind ")
}


def kind_named(head: str) -> str:
    """The kind of a part with this head, where the head says nothing else: ``preface`` for *Vorwort*."""
    return _KINDS.get(head.strip(" .:").casefold(), "")
