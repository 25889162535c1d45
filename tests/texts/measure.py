"""`python -m tests.texts.measure`: the figures of docs/quality.md on our words, counted anew.

Labels are counted where they are shown: see tests/labels.py.
"""

from collections.abc import Callable

from domain.people import LANGUAGES
from tests.texts import reading
from tests.texts.reading import Sentence


def _measures() -> dict[str, Callable[[str], object]]:
    def lix(of: Callable[[Sentence], bool]) -> Callable[[str], object]:
        return lambda language: f"{reading.lix([one.text for one in _all(language) if of(one)]):.1f}"

    def count(of: Callable[[Sentence], int]) -> Callable[[str], object]:
        return lambda language: sum(map(of, _all(language)))

    return {
        "LIX, participants": lix(lambda one: not one.content and not one.for_coordinators),
        "LIX, coordinators": lix(lambda one: one.for_coordinators),
        "LIX, content/": lix(lambda one: one.content),
        "verb-first conditions": count(lambda one: len(reading.verb_first(one.text, one.language))),
        "words the glossary does not have": count(
            lambda one: sum(1 for word in reading.glossary(one.language) if word.missed_in(one.text))
        ),
        "commands in sentences": count(lambda one: len(reading.slash_commands(one.text))),
        "exclamation marks": count(lambda one: one.text.count("!")),
        "semicolons": count(lambda one: one.text.count(";")),
        "sentences over 20 words": count(lambda one: len([1 for part in _parts(one) if part > 20])),
        "sentences over 24 words": count(lambda one: len([1 for part in _parts(one) if part > 24])),
    }


def _all(language: str) -> list[Sentence]:
    return reading.catalogue(language) + reading.content(language)


def _parts(one: Sentence) -> list[int]:
    return [len(reading.words(part)) for part in reading.sentences(reading.plain(one.text))]


def main() -> None:
    print(f"{'':36}" + "".join(f"{language:>8}" for language in LANGUAGES))  # noqa: T201
    for name, of in _measures().items():
        print(f"{name:36}" + "".join(f"{of(language)!s:>8}" for language in LANGUAGES))  # noqa: T201


if __name__ == "__main__":
    main()
