"""What a day that a country keeps free is called in the reader's language, whatever the country's own is."""

from domain.running.free_days import FreeDay
from texts.catalog import Texts

IDS = {
    "New Year's Day": "holiday.new_year",
    "Maundy Thursday": "holiday.maundy_thursday",
    "Good Friday": "holiday.good_friday",
    "Easter Sunday": "holiday.easter",
    "Easter Monday": "holiday.easter_monday",
    "Labor Day": "holiday.first_of_may",
    "Workers' Day": "holiday.first_of_may",
    "Constitution Day": "holiday.constitution",
    "Ascension Day": "holiday.ascension",
    "Pentecost": "holiday.whit_sunday",
    "Pentecost Monday": "holiday.whit_monday",
    "Christmas Eve": "holiday.christmas_eve",
    "Christmas Day": "holiday.christmas",
    "Second Day of Christmas": "holiday.second_of_christmas",
    "New Year's Eve": "holiday.new_years_eve",
}
"""By the English name; of all that Norway and Denmark keep."""


def name(t: Texts, one: FreeDay) -> str:
    """As it stands in a sentence; a day that the catalogue does not know by its own name, in English by the English one."""
    if all(english in IDS for english in one.english):
        return ", ".join(t.plain(IDS[english]) for english in one.english)
    return ", ".join(one.english) if t.language == "en" else one.own
