"""What somebody who looks for a course is asked, and what fits: whatever is open anywhere."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.finding import (
    ANY,
    ANYWHERE,
    AUDIENCES,
    Looker,
    Offer,
    Search,
    Step,
    fits,
    nearest,
    number_of,
    question,
    starting_with,
)
from domain.finding.buttons import FindCourses

MUNICIPALITIES = ("Odda", "Tromsø", "Bømlo", "Ringkøbing-Skjern")
AREAS = st.sets(st.sampled_from(MUNICIPALITIES), max_size=3).map(lambda names: frozenset(map(number_of, names)))
OFFERS = st.lists(
    st.builds(
        Offer,
        course_id=st.integers(1, 99),
        audience=st.sampled_from(["participants", "relatives", "both", "children", "professionals"]),
        theme=st.sampled_from(["everyday", "body", "mind"]),
        languages=st.sets(st.sampled_from(["no", "da", "en"]), min_size=1).map(frozenset),
        online=st.booleans(),
        near=AREAS,
    ),
    max_size=12,
)


def answers(offer: Offer, step: Step) -> list[str | int]:
    """What somebody may answer whom this course is for."""
    if step is Step.WHO:
        return [one for one in Looker if offer.audience in AUDIENCES[one]]
    if step is Step.NEAR:
        return [*offer.near, ANYWHERE]
    return [offer.theme, ANY] if step is Step.THEME else [*offer.languages, ANY]


@given(OFFERS, st.data())
def test_whoever_a_course_is_for_comes_to_it_in_at_most_four_questions(
    offers: list[Offer], data: st.DataObject
) -> None:
    served = {one.near for one in offers}
    for offer in offers:
        search, asked = Search(), []
        while (step := question(offers, search, served)) is not None:
            assert step not in asked
            asked.append(step)
            search = replace(search, **{step.value: data.draw(st.sampled_from(answers(offer, step)))})
        assert fits(offer, search)
        assert asked == sorted(asked, key=list(Step).index)


@given(OFFERS)
def test_nothing_is_asked_once_one_course_is_left_or_none_is_open(offers: list[Offer]) -> None:
    served = {one.near for one in offers}
    assert question([], Search(), served) is None
    for offer in offers:
        assert question([offer], Search(), served) is None


@given(st.text(max_size=60))
def test_every_municipality_fits_into_a_button(name: str) -> None:
    assert 2 < number_of(name) < 2**31
    FindCourses("relative", number_of(name), "everyday", "no", 99).pack()


def test_the_first_letters_as_people_write_them() -> None:
    assert starting_with("tromso", MUNICIPALITIES) == ["Tromsø"]
    assert starting_with("BOEM", MUNICIPALITIES) == ["Bømlo"]
    assert starting_with("ringkobing skj", MUNICIPALITIES) == ["Ringkøbing-Skjern"]
    assert starting_with("Odda kommune", MUNICIPALITIES) == ["Odda"]
    assert starting_with("", MUNICIPALITIES) == starting_with("-", MUNICIPALITIES) == []
    assert starting_with("nes", ["Nes", "Nesbyen"]) == ["Nes"], "the one that is called just that"


def test_the_nearest_place_that_is_not_too_far() -> None:
    places = {"Odda": (60.07, 6.55), "Tromsø": (69.65, 18.96)}
    assert nearest((60.4, 6.7), places) == "Odda"
    assert nearest((48.86, 2.35), places) is None
    assert nearest((48.86, 2.35), {}) is None
