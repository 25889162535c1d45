"""Wording of the first steps: language, consent, home, and what is stored."""

from collections.abc import Sequence

from domain import buttons as b
from domain.people import LANGUAGES
from services.courses import CourseView
from services.people import Actor
from services.signup import Place
from texts.catalog import NAMES, Texts
from texts.screen import Button, Document, Screen
from texts.signup import course_title, place_line


def choose_language(t: Texts, course_id: int) -> Screen:
    """The first guess stands on top, marked; one tap chooses."""
    order = sorted(LANGUAGES, key=lambda language: language != t.language)
    rows = [
        [Button(f"✓ {NAMES[one]}" if one == t.language else NAMES[one], b.ChooseLanguage(one, course_id))]
        for one in order
    ]
    return Screen(t("people.choose_language"), rows)


def consent(t: Texts, course_id: int) -> Screen:
    """What is stored and why, in one screen; agreeing also says that one is an adult."""
    return Screen(
        t("people.consent"),
        [
            [Button(t.plain("people.consent.yes"), b.GiveConsent(course_id))],
            [Button(t.plain("people.consent.no"), b.RefuseConsent(course_id))],
        ],
    )


def refused(t: Texts, course_id: int) -> Screen:
    return Screen(
        t("people.refused"), [[Button(t.plain("people.consent.back"), b.ChooseLanguage(t.language, course_id))]]
    )


def home(t: Texts, actor: Actor, mine: Sequence[Place], offers: Sequence[CourseView]) -> Screen:
    """Where I am: my courses, courses to sign up for, and for a coordinator the courses to run."""
    lines: list[str] = [t("people.hello", name=actor.name or "")]
    if mine:
        lines += ["", *(place_line(t, place) for place in mine)]
    other = [one for one in offers if one.id not in {place.course.id for place in mine}]
    lines += ["", t("people.home.open") if other else t("people.home.none_open") if not mine else t("people.home.help")]
    rows = [[Button(course_title(t, place.course), b.MyCourse(place.course.id))] for place in mine]
    rows += [[Button(_offer(t, course), b.ShowCourse(course.id))] for course in other]
    if actor.coordinates:
        rows.append([Button(t.plain("button.manage_courses"), b.ManageCourses())])
    return Screen("\n".join(lines), rows)


def _offer(t: Texts, course: CourseView) -> str:
    return f"{course_title(t, course)} · {course.place} · {t.short_day(course.starts_at, course.zone)}"


def help_page(t: Texts, actor: Actor) -> Screen:
    lines: list[str] = [t("people.help")]
    if actor.coordinates:
        lines += ["", t("people.help.coordinator")]
    return Screen("\n".join(lines), [[Button(t.plain("button.home"), b.Home())]])


def privacy(t: Texts, actor: Actor) -> Screen:
    """What is stored about me, as it is stored, and what I can do about it."""
    text = t(
        "people.privacy",
        name=actor.name or "–",
        phone=actor.phone or "–",
        language=NAMES[t.language],
    )
    phone = [Button(t.plain("people.change_phone"), b.ChangePhone())]
    if actor.phone:
        phone.append(Button(t.plain("people.remove_phone"), b.RemovePhone()))
    return Screen(
        text,
        [
            [Button(t.plain("people.change_name"), b.ChangeName())],
            phone,
            [Button(t.plain("people.change_language"), b.ChangeLanguage())],
            [Button(t.plain("people.export"), b.ExportMe())],
            [Button(t.plain("people.erase"), b.AskErase())],
            [Button(t.plain("button.home"), b.Home())],
        ],
    )


def ask_name(t: Texts) -> Screen:
    return Screen(t("people.ask_name"), [[Button(t.plain("button.cancel"), b.CancelDialog())]])


def ask_phone(t: Texts, example: str) -> Screen:
    return Screen(t("people.ask_phone", example=example), [[Button(t.plain("button.cancel"), b.CancelDialog())]])


def ask_erase(t: Texts) -> Screen:
    return Screen(
        t("people.ask_erase"),
        [[Button(t.plain("people.erase.yes"), b.Erase())], [Button(t.plain("button.back"), b.ShowPrivacy())]],
    )


def erased(t: Texts) -> Screen:
    return Screen(t("people.erased"))


def export(t: Texts, content: bytes) -> Screen:
    return Screen(
        t("people.exported"), [[Button(t.plain("button.home"), b.Home())]], Document("mestringsbot.json", content)
    )


def invited(t: Texts, centre: str) -> Screen:
    return Screen(t("people.invited", centre=centre), [[Button(t.plain("button.manage_courses"), b.ManageCourses())]])


def was_away(t: Texts) -> str:
    return t("people.was_away")


def commands(t: Texts, coordinator: bool) -> list[tuple[str, str]]:
    """The command menu: (command, description)."""
    names = ["start", "mycourse", "mygroup", "groups", "pause", "resume", "language", "privacy", "help"]
    if coordinator:
        names.insert(1, "courses")
    return [(name, t.plain(f"command.{name}")) for name in names]
