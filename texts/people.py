"""Wording of the first steps: language, consent, home, and what is stored."""

from collections.abc import Collection, Sequence
from datetime import datetime

from domain import rights
from domain.courses import buttons as courses_buttons
from domain.evaluation import buttons as evaluation_buttons
from domain.groups import buttons as g
from domain.organisation import buttons as organisation_buttons
from domain.people import LANGUAGES
from domain.people import buttons as b
from domain.privacy import buttons as privacy_buttons
from domain.rights import ON_TEAMS, Action, Role
from domain.signup import Status
from domain.signup import buttons as signup_buttons
from services.courses import CentreView, CourseView
from services.groups.front import Front, OwnGroup
from services.people import Actor
from services.signup import Place
from texts import commands as commands_named
from texts.catalog import NAMES, Html, Texts
from texts.contacts import human, many, names, names_and_numbers, nobody_reads, to_be_rung, watched_by_datatilsynet
from texts.conversations import unanswered_button, write_button
from texts.named import show_button
from texts.screen import Button, Document, Screen
from texts.signup import course_label, course_title, place_line, search

LISTED = 5
"""So many courses that one may sign up for stand on the start page; more of them are looked for."""


def choose_language(t: Texts, course_id: int, centres: Sequence[CentreView]) -> Screen:
    """The very first question: a welcome, whose bot this is, and the languages. The likeliest stands on top."""
    text = t("people.choose_language.of", centres=names(t, centres)) if centres else t("people.choose_language")
    text = t("people.choose_language.many") if many(centres) else text
    return Screen(text, _languages(t, course_id))


def change_language(t: Texts) -> Screen:
    """The same question to somebody who is here already."""
    return Screen(t("people.change_language.ask"), _languages(t, 0, chosen=True))


def _languages(t: Texts, course_id: int, *, chosen: bool = False) -> list[list[Button]]:
    """One tap chooses; the one that is `chosen` already is marked."""
    order = sorted(LANGUAGES, key=lambda language: language != t.language)
    marked = t.language if chosen else None
    return [
        [Button(f"✓ {NAMES[one]}" if one == marked else NAMES[one], b.ChooseLanguage(one, course_id))] for one in order
    ]


def consent(t: Texts, course_id: int, centres: Sequence[CentreView], *, numbers: bool = True) -> Screen:
    """What is stored and why, and who answers for it, in one screen; agreeing also says that one is an adult.

    `numbers`: not where they stand above it already.
    """
    who = names_and_numbers(t, centres) if numbers else names(t, centres)
    responsible = t("people.consent.responsible", centres=who) if centres else Html("")
    responsible = t("people.consent.responsible.many") if many(centres) else responsible
    if watched_by_datatilsynet(centres):
        responsible = Html(f"{responsible} {t('people.consent.complain')}")
    return Screen(
        t("people.consent", responsible=Html(f"{responsible} " if responsible else "")),
        [
            [Button(t.plain("people.consent.yes"), b.GiveConsent(course_id))],
            [Button(t.plain("people.consent.no"), b.RefuseConsent(course_id))],
        ],
    )


def refused(t: Texts, course_id: int, centres: Sequence[CentreView]) -> Screen:
    """Nothing is stored; one can ring instead, or think again."""
    return Screen(
        to_be_rung(t, "people.refused", "people.refused.no_number", centres),
        [[Button(t.plain("people.consent.back"), b.ChooseLanguage(t.language, course_id))]],
    )


def home(
    t: Texts,
    actor: Actor,
    mine: Sequence[Place],
    offers: Sequence[CourseView],
    groups: Front,
    now: datetime,
    waiting: int = 0,
    centres: Sequence[CentreView] = (),
) -> Screen:
    """Where I am: for a coordinator first the courses to run; my courses and groups, and courses to sign up for.

    `waiting`: so many conversations wait for a coordinator's answer. `centres`: whom to ring where no course is open.
    """
    lines: list[str] = [hello(t, actor)]
    rows = []
    if actor.has_role:
        what = "coordinates" if actor.coordinates else "works"
        lines += ["", t(f"people.home.{what}")]
        rows.append([_to_courses(t, actor)])
        rows += [] if actor.name else [show_button(t)]
    if waiting:
        rows.append([unanswered_button(t, waiting)])
    for centre, looking in groups.enough:
        label = t.many("people.home.looking", looking)
        several = len(rights.where(actor, Action.SEE)) > 1
        rows.append([Button(f"{label} · {centre.name}" if several else label, g.ManageGroups(centre.id))])
    if mine:
        lines += ["", *(place_line(t, place, now, of_several=len(mine) > 1) for place in mine)]
    other = [one for one in offers if one.id not in {place.course.id for place in mine}]
    what = _what_now(actor, mine, other, now)
    nothing = what == "people.home.none_open"
    lines += ["", to_be_rung(t, what, "people.home.none_open.no_number", centres) if nothing else t(what)]
    rows += [[Button(_own(t, place, mine, now), signup_buttons.MyCourse(place.course.id))] for place in mine]
    if len(mine) == 1 and mine[0].status is not Status.OFFERED:
        rows.append([write_button(t, mine[0].course.id)])
    listed = other if len(other) <= LISTED else ()
    rows += [[Button(course_label(t, course, now), signup_buttons.ShowCourse(course.id))] for course in listed]
    if (other and not listed) or not actor.has_role:
        rows.append([search(t, "button.find")])
    rows += [[_own_group(t, one, groups)] for one in groups.own]
    if groups.form:
        rows.append([_to_form(t, groups.form)])
    if groups.may_look:
        rows.append([Button(t.plain("button.groups_board"), g.ShowGroups())])
    if beside := _beside(t, actor):
        rows.append(beside)
    return Screen("\n".join(lines), rows)


def _beside(t: Texts, actor: Actor) -> list[Button]:
    """What one with a role looks at now and then."""
    about = {
        Action.REPORT: Button(t.plain("button.figures"), organisation_buttons.ShowFigures(0, 0)),
        Action.ROLES: Button(t.plain("button.roles"), organisation_buttons.ShowRoles(0)),
    }
    return [button for action, button in about.items() if rights.anywhere(actor, action)]


def hello(t: Texts, actor: Actor) -> Html:
    return t("people.hello", name=actor.name) if actor.name else t("people.hello.nameless")


def _own_group(t: Texts, own: OwnGroup, groups: Front) -> Button:
    label = t.plain("groups.proposal.show" if own.asked else "groups.life.open")
    to = g.ShowProposal(own.member_id) if own.asked else g.ShowGroup(own.group_id)
    return Button(f"{label} · {own.centre}" if len(groups.own) > 1 else label, to)


def _what_now(actor: Actor, mine: Sequence[Place], other: Sequence[CourseView], now: datetime) -> str:
    """The id of the last line. Reminders are promised to nobody but those who will get some."""
    if other:
        return "people.home.open" if len(other) <= LISTED else "people.home.many"
    if any(place.status is Status.PLACE and place.course.next_session(now) for place in mine):
        return "people.home.help"
    return "people.home.more" if mine or actor.has_role else "people.home.none_open"


def with_poll(t: Texts, screen: Screen, poll: tuple[int, str] | None) -> Screen:
    """A screen below which the way back to a poll that is begun comes first."""
    if poll is None:
        return screen
    way = Button(t.plain("evaluation.go_on"), evaluation_buttons.OpenEvaluation(poll[0], poll[1]))
    return Screen(screen.text, [[way], *screen.rows], screen.document, screen.as_caption)


def _to_form(t: Texts, centre_id: int) -> Button:
    return Button(t.plain("groups.wish.go_on"), g.StartWish(centre_id, 0))


def with_form(t: Texts, screen: Screen, centre_id: int) -> Screen:
    """A screen above whose last row stands the way back to a form about groups that is begun, at a centre; 0 for none."""
    if not centre_id:
        return screen
    return Screen(screen.text, [*screen.rows[:-1], [_to_form(t, centre_id)], *screen.rows[-1:]], screen.document)


def in_form(t: Texts, screen: Screen, centre_id: int) -> Screen:
    """To whoever has written something in between: that a form about groups is begun, and the way back to it first."""
    if not centre_id:
        return screen
    others = [row for row in screen.rows if not any(isinstance(one.press, g.StartWish) for one in row)]
    return Screen(f"{screen.text}\n\n{t('own.form')}", [[_to_form(t, centre_id)], *others])


def followed(t: Texts, screen: Screen, centres: Sequence[CentreView]) -> Screen:
    """A screen on which there is nothing to do, with a way to a person after it."""
    return Screen(f"{screen.text}\n\n{human(t, centres)}", screen.rows, screen.document)


def headed(head: str, screen: Screen) -> Screen:
    """A screen with a sentence before it."""
    return Screen(f"{head}\n\n{screen.text}", screen.rows, screen.document)


def link_gone(t: Texts) -> str:
    return t("people.link_gone")


def _own(t: Texts, place: Place, mine: Sequence[Place], now: datetime) -> str:
    """The title, or what tells this course from another of that name."""
    title = course_title(t, place.course)
    alike = [one for one in mine if course_title(t, one.course) == title]
    return course_label(t, place.course, now) if len(alike) > 1 else title


def help_page(t: Texts, actor: Actor, centres: Sequence[CentreView]) -> Screen:
    """What the bot can do. Whoever coordinates is not told to ring themselves, and is given the guide."""
    lines: list[str] = [t("people.help")]
    if actor.has_role and not actor.coordinates:
        lines += ["", t("people.help.role")]
    lines += ["", t("people.help.coordinator") if actor.coordinates else nobody_reads(t, centres)]
    read = [guide(t)] if actor.coordinates else []
    return Screen("\n".join(lines), [*read, [Button(t.plain("button.home"), b.Home())]])


def guide(t: Texts) -> list[Button]:
    """For whoever coordinates: the way to the guide."""
    return [Button(t.plain("guide.button"), courses_buttons.SendGuide())]


def privacy(t: Texts, actor: Actor) -> Screen:
    """What is stored about me, as it is stored, and what I can do about it."""
    text = t(
        "people.privacy",
        name=actor.name or "–",
        phone=actor.phone or "–",
        language=NAMES[t.language],
        answers=t("people.answers.named" if actor.shows_name else "people.answers.counted"),
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
            [_name_at_answers(t, actor)],
            [Button(t.plain("people.export"), privacy_buttons.ExportMe())],
            [Button(t.plain("people.erase"), privacy_buttons.AskErase())],
            [Button(t.plain("button.home"), b.Home())],
        ],
    )


def _name_at_answers(t: Texts, actor: Actor) -> Button:
    label = "people.hide_name" if actor.shows_name else "people.show_name"
    return Button(t.plain(label), b.ShowName(int(not actor.shows_name)))


def ask_name(t: Texts, actor: Actor) -> Screen:
    """Who sees it is another for whoever only works with the courses."""
    text = t("people.ask_name" if actor.consented else "people.ask_name.role")
    return Screen(text, [[Button(t.plain("button.cancel"), b.CancelDialog())]])


def ask_phone(t: Texts, example: str) -> Screen:
    return Screen(t("people.ask_phone", example=example), [[Button(t.plain("button.cancel"), b.CancelDialog())]])


def name_kept(t: Texts, actor: Actor) -> Screen:
    """Whoever has a role goes on to what they do in it."""
    kept = done(t, t("people.name.kept", name=actor.name or "–"))
    return Screen(kept.text, [[_to_courses(t, actor)], *kept.rows]) if actor.has_role else kept


def _to_courses(t: Texts, actor: Actor) -> Button:
    label = "button.manage_courses" if actor.coordinates else "button.courses_of_role"
    return Button(t.plain(label), courses_buttons.ManageCourses())


def name_as_before(t: Texts) -> Screen:
    """What was written is not taken for a name."""
    again = Button(t.plain("people.change_name"), b.ChangeName())
    return Screen(t("people.name.as_before"), [[again], [Button(t.plain("button.home"), b.Home())]])


def phone_kept(t: Texts, actor: Actor) -> Screen:
    return done(t, t("people.phone.kept", phone=actor.phone) if actor.phone else t("people.phone.removed"))


def shown_by_name(t: Texts, actor: Actor) -> Screen:
    return done(t, t("people.answers.named" if actor.shows_name else "people.answers.counted"))


def language_kept(t: Texts) -> str:
    """In a sentence only English writes its own name large."""
    name = NAMES[t.language]
    return t("people.language.kept", language=name if t.language == "en" else name.lower())


def done(t: Texts, what: Html) -> Screen:
    """What has come of a change, in one line, and the way on."""
    return Screen(
        what,
        [
            [Button(t.plain("button.privacy"), privacy_buttons.ShowPrivacy())],
            [Button(t.plain("button.home"), b.Home())],
        ],
    )


def ask_erase(t: Texts, *, missed: bool) -> Screen:
    """`missed`: coordinators will be told that somebody is missing on a team."""
    lines = [t("people.ask_erase"), *([t("people.ask_erase.role")] if missed else [])]
    return Screen(
        "\n\n".join(lines),
        [
            [Button(t.plain("people.erase.yes"), privacy_buttons.Erase())],
            [Button(t.plain("button.back"), privacy_buttons.ShowPrivacy())],
        ],
    )


def erased(t: Texts) -> Screen:
    return Screen(t("people.erased"), [[Button(t.plain("button.home"), b.Home())]])


def export_page(t: Texts, content: bytes) -> Screen:
    """The page that one can read."""
    return Screen(t("people.exported"), [], Document(f"{t.plain('file.copy')}.html", content), as_caption=True)


def export(t: Texts, content: bytes) -> Screen:
    """All of it, for a program."""
    home = [[Button(t.plain("button.home"), b.Home())]]
    return Screen(t("people.exported.json"), home, Document("mestringsbot.json", content), as_caption=True)


def invited(t: Texts, role: Role, place: str, *, to_sign: bool = False) -> Screen:
    """Welcome in a role, and the way to what one does in it.

    `to_sign`: their promise of confidentiality is awaited; who sees to it is said.
    """
    if role is Role.COORDINATOR:
        courses = Button(t.plain("button.manage_courses"), courses_buttons.ManageCourses())
        return Screen(t("people.invited", centre=place), [[courses], guide(t)])
    to = [Button(t.plain("button.courses_of_role"), courses_buttons.ManageCourses())]
    if role is Role.OWNER:
        to = [Button(t.plain("button.roles"), organisation_buttons.ShowRoles(0))]
    text: str = t(f"people.invited.{role}", place=place)
    text = f"{text}\n\n{t('people.invited.to_sign', place=place)}" if to_sign else text
    figures = [Button(t.plain("button.figures"), organisation_buttons.ShowFigures(0, 0))]
    return Screen(text, [to, *([figures] if role is Role.NETWORK_LEAD else [])])


def was_away(t: Texts) -> str:
    return t("people.was_away")


def commands(t: Texts, roles: Collection[Role] = ()) -> list[tuple[str, str]]:
    """The command menu: (command, description); what the list of courses is called goes by one's roles."""
    names = ["start", "find", "mycourse", "mygroup", "groups", "pause", "resume", "language", "privacy", "help"]
    menu = [(commands_named.name(t, one), t.plain(f"command.{one}")) for one in names]
    if roles:
        menu.insert(1, (commands_named.name(t, "courses"), t.plain(_courses_of(roles))))
    return menu


def _courses_of(roles: Collection[Role]) -> str:
    """The id of what the courses are to somebody: who coordinates and is on teams, too, or neither, has a role in them."""
    on_teams = not set(ON_TEAMS).isdisjoint(roles)
    if Role.COORDINATOR in roles:
        return "command.courses_of_role" if on_teams else "command.courses"
    return "command.courses_of_team" if set(roles) <= set(ON_TEAMS) else "command.courses_of_role"
