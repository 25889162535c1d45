"""Sign-up for courses: places and the waiting list, offers that come to an end, and what leaving ends."""

from services.signup.before import lacking
from services.signup.by_phone import PhoneSeat, may_set_by_phone, set_by_phone, wait_by_phone
from services.signup.line import close_line, line_closed_views, reopen_line
from services.signup.links import course_by_link, course_by_slug
from services.signup.seats import Seats
from services.signup.seats import of_courses as seats_of
from services.signup.signup import (
    ACTIVE,
    Card,
    Place,
    answer_offer,
    anywhere,
    card,
    card_of,
    elsewhere,
    join,
    leave,
    leave_all,
    mine,
    my_place,
    offer_seats,
    open_courses,
    renew_offers,
)

__all__ = [
    "ACTIVE",
    "Card",
    "PhoneSeat",
    "Place",
    "Seats",
    "answer_offer",
    "anywhere",
    "card",
    "card_of",
    "close_line",
    "course_by_link",
    "course_by_slug",
    "directory",
    "elsewhere",
    "handling",
    "join",
    "lacking",
    "leave",
    "leave_all",
    "line_closed_views",
    "may_set_by_phone",
    "mine",
    "my_place",
    "needs",
    "news",
    "offer_seats",
    "offers",
    "open_courses",
    "phone_line",
    "renew_offers",
    "reopen_line",
    "seats_of",
    "set_by_phone",
    "signup",
    "wait_by_phone",
]
