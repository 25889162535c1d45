"""Which words a title keeps to paper, where the chat has a title of its own, and where they stand nevertheless."""

import re
from collections.abc import Iterator, Mapping

LONG = 5
"""Letters from which on a word may tell something; fewer where it is written in capitals, such as KOLS."""
_EVERYDAY = """
annen annet andre bedre blive børn børnegruppe deltaker dette disse eller etter forelder foreldre forældre finne finde første
gjennom gjere gjøre gruppe gruppen gruppa gruppene grupper helse helsen helsa sundhed hjelp hjelpe hjælp hverdag hverdagen kvardag
kvardagen hvordan korleis hvorfor kvifor kurset kursene kursus kurser kvelden kveld aften leve lever levde livet laer lære lærer
læring meistring meistre meistringskurs mestring mestre mestringskurs møter nære nærme pårørende pårørande relasjoner sammen saman
samling samlinga samlingen samtale samtalen samtalegruppe skritt starte styrke styrket styrkt større treff under unge ungdom
vaksne voksen voksne veien vegen vejen videre vidare
about adult adults after before being better beginners children coping course courses evening everyday family familie familien
families finding first group groups health healthy learn learning living managing other parent parents people relatives session
sessions strength their these those through together towards while women young
"""
EVERYDAY = frozenset(_EVERYDAY.split())
"""Words of any title, in the four languages: whoever reads them learns nothing of anybody."""
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "é": "e"})


def kept_words(title: str, chat_title: str) -> Iterator[str]:
    """The words of a title that its chat title leaves out, as they are written there, each once."""
    for word in dict.fromkeys(_WORD.findall(title)):
        telling = len(word) >= LONG or (len(word) > 2 and word.isupper())
        if telling and word.casefold() not in EVERYDAY and not stands_in(word, chat_title):
            yield word


def stands_in(word: str, text: str) -> bool:
    """Whether a text says a word: in another form, too, or in a longer one."""
    said = word.casefold()
    if len(word) < LONG:
        return any(one.casefold() == said or one.startswith(word) for one in _WORD.findall(text))
    return any(one.startswith(_stem(said)) or said in one for one in _WORD.findall(text.casefold()))


def _stem(word: str) -> str:
    """What is left of a word without its ending, which has two letters at most."""
    return word[: max(LONG, len(word) - 2)]


def named_in(name: str, slug: str, title: Mapping[str, str], chat_title: Mapping[str, str]) -> str:
    """What of a title that stands on paper alone, or of its programme's slug, is told by a name in links; perhaps nothing."""
    words = [word for language, text in title.items() for word in kept_words(text, chat_title[language])]
    chat = " ".join(map(_plain, chat_title.values()))
    pieces = [
        one for one in _WORD.findall(slug) if len(one) > 3 and one.lower() not in EVERYDAY and one.lower() not in chat
    ]
    parts = _WORD.findall(_plain(name))
    telling = ((one, _plain(one)) for one in (*words, *pieces))
    return next((one for one, plain in telling if any(_tells(plain, part) for part in parts)), "")


def _tells(word: str, part: str) -> bool:
    return word in part if len(word) > 3 else word == part


def _plain(text: str) -> str:
    """In the letters that links are made of."""
    return text.casefold().translate(_PLAIN)
