"""What `check` and the start say of a programme that would silence or stop the planner, or not fit into a message."""

import json
import shutil
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from domain.programmes import Moment, Programme
from services.programmes import CONTENT, ContentFault, read_library
from services.programmes.schemas import FOLDER, SHAPES, schema_of, written

ROOMS = {"programmes": "programme", "questionnaires": "questionnaire", "groups": "groups"}

LEADS = 'leads_to = ["samtalegruppe", "temadag"]'
REMINDERS = 'reminders = ["P7D", "P1D", "PT2H"]'
LONG = "ord " * 260
EMOJI = "\U0001f600" * 51


def changed(folder: Path, old: str, new: str, file: str = "programmes/ta-tak.toml") -> Path:
    shutil.copytree(CONTENT, folder, dirs_exist_ok=True)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (REMINDERS, 'reminders = ["soon"]', "reminders: lengths of time"),
        (REMINDERS, 'reminders = ["P1M"]', "reminders: lengths of time"),
        (REMINDERS, 'reminders = ["P100000000D"]', "reminders: each more than nothing and at most 60 days"),
        (REMINDERS, 'reminders = ["P9999999999D"]', "reminders: lengths of time"),
        (REMINDERS, 'reminders = ["P1D", "-P1D"]', "reminders: each more than nothing"),
        (REMINDERS, 'reminders = ["PT0S"]', "reminders: each more than nothing"),
        (REMINDERS, 'reminders = ["PT2H", "P7D"]', "reminders: longest first"),
        (REMINDERS, 'reminders = ["P1D", "PT24H"]', "reminders: longest first"),
        (
            "session = 3 ",
            "session = 7 ",
            "[[evaluation]] 1: session: with when = after it should be a number from 1 to 6",
        ),
        (
            "session = 3 ",
            "delay = 'P1D' ",
            "[[evaluation]] 1: session: with when = after it should be a number from 1 to 6",
        ),
        (
            'when = "end"',
            'when = "ned"',
            "[[evaluation]] 2: when: should be before (the first session), after (session n), ",
        ),
        ('when = "end"', 'when = "later"', "[[evaluation]] 2: delay: with when = later it should be more than nothing"),
        (
            'when = "end"',
            'when = "end"\ndelay = "P1D"',
            "[[evaluation]] 2: delay: has no meaning with when = end; take it",
        ),
        (
            'when = "end"',
            'when = "end"\nsession = 2',
            "[[evaluation]] 2: session: has no meaning with when = end; take it",
        ),
        ('when = "end"', 'when = "after"\nsession = 3', "evaluation: two of them come at the same time"),
        ('key = "final"', 'key = "midway"', "evaluation: key: no two alike; these are midway, midway"),
        ('key = "final"', 'key = "The.last"', "evaluation: key: 1 to 20 of the characters a-z 0-9 -, not The.last"),
        ('when = "end"', "when = end", "ta-tak.toml: is not TOML: "),
        (
            'questionnaire = "final"',
            'questionnaire = "finnal"',
            "questionnaire: there is no finnal; known are before, ",
        ),
        ('close_after = "P14D" ', 'close_after = "P2D" ', "[[evaluation]] 1: remind_after is before close_after"),
        ('close_after = "P14D" ', 'close_after = "P900D" ', "[[evaluation]] 1: remind_after is before close_after"),
        (
            'close_after = "P14D" ',
            'close_after = "long" ',
            "[[evaluation]] 1: close_after: should be how long answers are",
        ),
        ('slug = "ta-tak"', 'slug = "ta tak"', "slug: 1 to 60 of the characters"),
        (
            'audience = "relatives"',
            'audience = "family"',
            "audience: should be participants, relatives, both, children or",
        ),
        ('audience = "relatives"', 'audeince = "relatives"', "audeince: there is no such key; did you mean audience?"),
        ("[weekly]", "[weeekly]", "weeekly: there is no such section; did you mean weekly?"),
        ("planning = [", "planing = [", "[team] planing: there is no such key; did you mean planning?"),
        ('planning = ["P56D", ', 'planning = ["P5D", ', "team: planning is longest first"),
        (
            "professional = 1",
            'professional = "one"',
            "[team] professional: should be the least number of professionals, not",
        ),
        ("experienced_user = 1", "experienced_user = 99", "team: professional and experienced_user are from 0 to 20"),
        (LEADS, 'leads_to = ["tatak"]', "[entry] leads_to: there is no programme tatak; known are"),
        (LEADS, 'requires = ["ta-tak"]', "[entry] requires: leads round to this programme itself"),
        ("seats = [15, 20]", "seats = [20, 15]", "seats: the fewest and the most, from 1 to 1000"),
        ("seats = [15, 20]", "seats = 20", "seats: should be the fewest and the most people with whom"),
        ("seats = [15, 20]", "seats = [15]", "seats: should be the fewest and the most people with whom"),
        ("seats = [15, 20]", "seats = [15, 20]\nages = [7, 12]", "ages, age_span: only where audience is children"),
        ("seats = [15, 20]", "seats = [15, 20]\ncompanions = 99", "companions: from 0 to 10"),
        ("[[session]]", "[[session]]\nafter = 'P7D'", "session: after has no meaning on the first one"),
        ("[[session]]", "[[session]]\nafter = 'PT7H'", "session: after is whole days"),
        ("[[session]]", "[[session]]\nmints = 3", "[[session]] 1: mints: there is no such key; did you mean minutes?"),
        (
            '{ who = "relative", minutes = 30,',
            '{ who = "nobody", minutes = 30,',
            "[[session]] 1: [[part]] 1: who: should be pro",
        ),
        (
            '{ who = "relative", minutes = 30,',
            '{ who = "relative",',
            "[[session]] 1: [[part]] 1: minutes: is missing; it should",
        ),
        (
            '{ who = "relative", minutes = 30,',
            '{ who = "relative", minutes = 200,',
            "session: at most 12 parts, and together",
        ),
        (
            "[[session]]",
            "[completion]\nsessions = 7\n[[session]]",
            "completion: sessions is from 1 to the number of sessions",
        ),
        (
            "[[weekly_message]]",
            "[[weekly_message]]\nafter_session = 2",
            "weekly_message: weeks_after is from 1 to 104, no two alike",
        ),
        (
            "[[weekly_message]]",
            "[[weekly_message]]\nafter_session = 8",
            "weekly_message: there are 6 sessions; give each further",
        ),
        ("weeks_after = 6", "weeks_after = 6\nafter_session = 6", "follow_up: follows the last session"),
        ("weeks_after = 6", "weeks_after = 1000000", "follow_up: weeks_after is from 1 to 104"),
        ("weeks_after = 6", "weeks_after = 2", "no two alike"),
        ("every_days = 7", "every_days = 0", "every_days"),
        ("TA TAK – kurs for pårørende", EMOJI, "title, chat_title: at most 100 characters"),
        ("Seks kvelder på to", "Ord " * 750 + "Seks kvelder på to", "chat_title, summary, for_whom and all topics"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ContentFault) as fault:
        read_library(changed(tmp_path, old, new))
    assert str(fault.value).startswith("ta-tak.toml: ")
    assert said in str(fault.value)


def test_a_questionnaire_fits_into_a_message_too(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match=r"final.toml: intro: at most 1000 characters"):
        read_library(changed(tmp_path, '[intro]\nnb = "', f'[intro]\nnb = "{LONG}', "questionnaires/final.toml"))


def test_no_reminders_at_all(tmp_path: Path) -> None:
    assert read_library(changed(tmp_path, REMINDERS, "reminders = []")).programmes["ta-tak"].reminders == ()


def test_lists_in_lists_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match=r"^ta-tak.toml: "):
        read_library(changed(tmp_path, REMINDERS, f"reminders = {'[' * 3000}{']' * 3000}"))


MEETING = """#:schema ../schemas/programme.json
slug = "{slug}"
audience = "both"
title = {{ nb = "Om søvn", nn = "Om søvn", da = "Om søvn", en = "About sleep" }}
summary = {{ nb = "Kort.", nn = "Kort.", da = "Kort.", en = "Short." }}
for_whom = {{ nb = "Alle.", nn = "Alle.", da = "Alle.", en = "All." }}
[[session]]
title = {{ nb = "Søvn", nn = "Søvn", da = "Søvn", en = "Sleep" }}
{more}
"""


def meeting(folder: Path, more: str = "", slug: str = "sleep") -> Programme:
    """A programme of its own beside ours, from so few lines; `more` comes after them."""
    shutil.copytree(CONTENT, folder, dirs_exist_ok=True)
    (folder / "programmes" / f"{slug}.toml").write_text(MEETING.format(slug=slug, more=more), encoding="utf-8")
    return read_library(folder).programmes[slug]


def test_everything_else_goes_without_saying(tmp_path: Path) -> None:
    found = meeting(tmp_path)
    assert found.chat_title == found.title
    assert not found.private
    assert (found.form, found.theme, found.phase, found.free) == ("series", "everyday", None, False)
    assert (found.sessions, found.length(1), found.completed_from) == (1, timedelta(hours=2), 1)
    assert (found.moments, found.weekly_message, found.follow_up) == ((), (), ())
    assert (found.team.professional, found.team.experienced_user) == (1, 1)
    assert found.reminders == ("P7D", "P1D", "PT2H")


@pytest.mark.parametrize(("sessions", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (8, 6), (10, 7)])
def test_two_thirds_count_as_completed(tmp_path: Path, sessions: int, needed: int) -> None:
    """As reports count it: at least four of six."""
    more = '[[session]]\ntitle = { nb = "x", nn = "x", da = "x", en = "x" }\n' * (sessions - 1)
    assert meeting(tmp_path, more).completed_from == needed


POLL = """[[evaluation]]
when = "{when}"
questionnaire = "final"
{more}
"""


def test_polls_come_in_the_order_of_time(tmp_path: Path) -> None:
    topic = '[[session]]\ntitle = { nb = "x", nn = "x", da = "x", en = "x" }\n'
    written = [
        POLL.format(when="later", more='key = "half-year"\ndelay = "P180D"\nremind_after = "P0D"'),
        POLL.format(when="each", more='key = "each"\nclose_after = "P5D"'),
        POLL.format(when="before", more='key = "before"\ndelay = "P3D"'),
    ]
    found = meeting(tmp_path, topic * 2 + "".join(written))
    assert [(one.key, one.position, one.before) for one in found.moments] == [
        ("before", 1, True),
        ("each-1", 1, False),
        ("each-2", 2, False),
        ("each-3", 3, False),
        ("half-year", 3, False),
    ]
    first, *_, last = found.moments
    starts, ends = datetime(2027, 3, 1, 18, tzinfo=UTC), datetime(2027, 3, 1, 20, tzinfo=UTC)
    when = starts, ends, ZoneInfo("Europe/Oslo")
    assert (first.opens(*when), first.closes(*when)) == (starts - timedelta(days=3), starts)
    assert last.opens(*when) == ends + timedelta(days=180) - timedelta(hours=1), "at the same hour in summer"
    assert (first.reminds(*when), last.reminds(*when)) == (starts - timedelta(days=1), None)
    assert last.offsets == (timedelta(days=180),)
    library = read_library(tmp_path)
    assert library.early_poll_offsets == tuple(-timedelta(days=before) for before in (3, 2, 1))
    assert {timedelta(days=180), timedelta(0), timedelta(days=2)} <= set(library.poll_offsets)


EARLIER = """
[evaluation]
midway_after = 3
final_after = 6
remind_after = "P2D"
close_after = "P14D"
midway = "midway"
final = "final"
"""


def of_an_earlier_version(folder: Path, old: str = "", new: str = "") -> Path:
    """TA TAK as it was written when there were two polls, and the evenings were counted by hand."""
    shutil.copytree(CONTENT, folder, dirs_exist_ok=True)
    path = folder / "programmes" / "ta-tak.toml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("[[evaluation]]"), text.index("# Who must have said yes")
    text = text[:start] + EARLIER + text[end:]
    text = text.replace('audience = "relatives"', 'sessions = 6\naudience = "relatives"')
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_a_file_of_an_earlier_version_means_what_it_meant(tmp_path: Path) -> None:
    earlier = read_library(of_an_earlier_version(tmp_path)).programmes["ta-tak"]
    now = read_library().programmes["ta-tak"]

    def moments(one: Programme) -> list[Moment]:
        return [replace(each, when="after") for each in one.moments]

    assert moments(earlier) == moments(now)
    assert (earlier.session, earlier.weekly_message) == (now.session, now.weekly_message)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sessions = 6", "sessions = 5", "sessions: says 5, and there are 6 [[session]]; the line can be left out"),
        (
            "final_after = 6\n",
            "",
            "evaluation: should be written [[evaluation]], with two brackets, once for each poll",
        ),
        (
            "final_after = 6",
            "final_after = 7",
            "[[evaluation]] 2: session: with when = after it should be a number from 1 ",
        ),
    ],
)
def test_mistakes_in_one_of_an_earlier_version(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ContentFault) as fault:
        read_library(of_an_earlier_version(tmp_path, old, new))
    assert str(fault.value).startswith(f"ta-tak.toml: {said}")


def test_two_files_of_one_slug(tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path, dirs_exist_ok=True)
    shutil.copy(tmp_path / "programmes" / "ta-tak.toml", tmp_path / "programmes" / "ta-tak-2.toml")
    with pytest.raises(ContentFault, match=r"ta-tak\.toml: slug: another file has ta-tak already"):
        read_library(tmp_path)


@pytest.mark.parametrize("name", SHAPES)
def test_the_schemas_are_those_of_the_classes(name: str) -> None:
    """Written anew by: python -m services.programmes.schemas."""
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == written(SHAPES[name])


@pytest.mark.parametrize("name", SHAPES)
def test_an_editor_is_told_of_every_key(name: str) -> None:
    schema = schema_of(SHAPES[name])
    for table in (schema, *schema.get("$defs", {}).values()):
        assert [key for key, step in table["properties"].items() if not step.get("description")] == []
        assert table["additionalProperties"] is False


@pytest.mark.parametrize("path", sorted(path for room in ROOMS for path in (CONTENT / room).glob("*.toml")), ids=str)
def test_every_file_is_as_its_schema_says_and_names_it(path: Path) -> None:
    name = ROOMS[path.parent.name]
    first, _, _ = path.read_text(encoding="utf-8").partition("\n")
    assert first == f"#:schema ../schemas/{name}.json"
    schema = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert _strangers(schema, schema, data) == []


def _strangers(schema: dict[str, Any], at: dict[str, Any], value: Any) -> list[str]:
    """Keys of a file that its schema does not have, and those that it asks for and are not there."""
    at = next((one for one in at.get("anyOf", ()) if one.get("type") != "null"), at)
    at = schema["$defs"][at["$ref"].rpartition("/")[2]] if "$ref" in at else at
    if isinstance(value, list):
        return [one for item in value for one in _strangers(schema, at.get("items", {}), item)]
    if not isinstance(value, dict):
        return []
    known = at["properties"]
    found = [key for key in value if key not in known] + [key for key in at.get("required", ()) if key not in value]
    return found + [one for key, item in value.items() if key in known for one in _strangers(schema, known[key], item)]


@pytest.mark.parametrize("slug", sorted(read_library(CONTENT).programmes))
def test_teams_are_proposed_no_other_weekday_than_their_course_has(slug: str) -> None:
    """Nobody plans a Tuesday's theme day on a Sunday."""
    team = read_library(CONTENT).programmes[slug].team
    spans = [*team.planning, *([team.evaluation] if team.evaluation else [])]
    assert [span for span in spans if span.days % 7] == []
