"""What a coordinator sees of the courses: the list, the card, the people, the answers to an evening.

Everything a coordinator does goes through `course`, which checks the right on the course's own row each time.
"""

from services.courses.coordination.access import course, of_session
from services.courses.coordination.card import Glance, Overview, glance, needed, overview
from services.courses.coordination.comers import Answers, Said, answers, has_place, placed, receivers, said
from services.courses.coordination.listed import Listed, PeoplePage, people
from services.courses.coordination.lists import LISTED, Shared, my_courses, shared_courses

__all__ = [
    "LISTED",
    "Answers",
    "Glance",
    "Listed",
    "Overview",
    "PeoplePage",
    "Said",
    "Shared",
    "answers",
    "course",
    "glance",
    "has_place",
    "my_courses",
    "needed",
    "of_session",
    "overview",
    "people",
    "placed",
    "receivers",
    "said",
    "shared_courses",
]
