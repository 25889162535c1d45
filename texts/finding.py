"""Wording of finding a course: what is asked, what fits, and being told when something opens."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.finding import ANY, ANYWHERE, ONLINE, Looker, Search, Step, number_of
from domain.finding import buttons as b
from domain.people import Wanted
from domain.people.buttons import Home
from domain.programmes import Programme
from domain.signup import buttons as signup_buttons
from services.courses import CentreView, CourseView
from services.finding import CourseWishView, Found, Next, Opened
from services.finding.finder import PAGE
from services.finding.refill import RefillView
from services.signup import Card
from texts import signup
from texts.catalog import Html, Texts
from texts.contacts import human, to_be_rung
from texts.screen import Button, Screen

NAMED = 8
"""So many municipalities stand as buttons; more of them are found by their first letters."""
Rows = list[list[Button]]
Programmes = Mapping[str, Programme]


def question(t: Texts, found: Found) -> Screen:
    """A question with its answers; nobody has to answer any."""
    text, rows = _asked(t, found)
    return Screen(text, [*rows, [Button(t.plain("button.home"), Home())]])


def _asked(t: Texts, found: Found) -> tuple[str, Rows]:
    match found.step:
        case Step.WHO:
            return t("find.who"), [[_find(t.plain(f"find.who.{one}"), found.search, who=one)] for one in Looker]
        case Step.NEAR:
            few = found.names if len(found.names) <= NAMED else ()
            return t("find.near" if not few else "find.near.few"), _near(t, found, few)
        case Step.THEME:
            rows = [[_find(t.plain(f"find.theme.{one}"), found.search, theme=one)] for one in found.choices]
            return t("find.theme"), [*rows, [_find(t.plain("find.any"), found.search, theme=ANY)]]
        case _:
            rows = [[_find(t.spoken(one).capitalize(), found.search, language=one)] for one in found.choices]
            return t("find.language"), [*rows, [_find(t.plain("find.any"), found.search, language=ANY)]]


def _near(t: Texts, found: Found, names: Sequence[str]) -> Rows:
    """Municipalities, then what needs none."""
    rows = [[_find(one, found.search, near=number_of(one))] for one in names]
    rows.append([_find(t.plain("find.anywhere"), found.search, near=ANYWHERE)])
    if found.online:
        rows.append([_find(t.plain("find.online"), found.search, near=ONLINE)])
    return rows


def which(t: Texts, found: Found, meant: Sequence[str], centres: Sequence[CentreView]) -> Screen:
    """Several municipalities begin as somebody has written, or none does."""
    if not meant:
        return Screen(f"{t('find.near.none')} {human(t, centres)}", _near(t, found, ()))
    return Screen(t("find.near.which" if len(meant) <= NAMED else "find.near.many"), _near(t, found, meant[:NAMED]))


def _find(label: str, search: Search, page: int = 0, **answers: str | int) -> Button:
    now = {"who": search.who, "near": search.near, "theme": search.theme, "language": search.language, **answers}
    return Button(label, b.FindCourses(**now, page=page))  # type: ignore[arg-type]


def found(t: Texts, found: Found, centres: Sequence[CentreView], now: datetime) -> Screen:
    """A page of courses, soonest first; or that there is none, and what one can do."""
    if not found.count:
        parts, wider = [_none(t, found, centres), t("find.can_tell")], []
        if found.elsewhere:
            parts.insert(1, t.many("find.elsewhere", found.elsewhere))
            wider = [[_find(t.plain("find.anywhere"), found.search, near=ANYWHERE)]]
        return Screen("\n\n".join(parts), [*wider, *_onward(t, found.search)])
    head = [t.many("find.found", found.count)]
    if found.count > PAGE:
        head.append(t("page.of", page=found.page + 1, pages=-(-found.count // PAGE)))
    cards = [in_short(t, one, now) for one in found.cards]
    rows = [[to(t, one.course, now)] for one in found.cards]
    turns = [] if found.page == 0 else [_find(t.plain("page.before"), found.search, found.page - 1)]
    if (found.page + 1) * PAGE < found.count:
        turns.append(_find(t.plain("page.after"), found.search, found.page + 1))
    text = "\n\n".join([" ".join(head), *cards, human(t, centres)])
    return Screen(text, [*rows, *([turns] if turns else []), *_onward(t, found.search)])


def _none(t: Texts, found: Found, centres: Sequence[CentreView]) -> str:
    """That nothing fits, or that no course is open at all; and whom to ring."""
    if found.empty:
        return to_be_rung(t, "people.home.none_open", "people.home.none_open.no_number", centres)
    return f"{t('find.none')} {human(t, centres)}"


def in_words(t: Texts, screen: Screen, wanted: Wanted) -> Screen:
    """What has come of what somebody said in words: what was understood stands above, and the way to all courses below."""
    said = [t.plain(f"find.as.{wanted.who}")] if wanted.who else []
    said += [t.plain("find.nearby")] if wanted.nearby else []
    said += [t.plain("find.online")] if wanted.online else [wanted.place] if wanted.place else []
    said += [t.plain(f"find.theme.{wanted.theme}")] if wanted.theme else []
    everything = Button(t.plain("find.all"), b.FindCourses(ANY, ANYWHERE, ANY, ANY, 0))
    text = f"{t('find.in_words', what=' · '.join(said))}\n\n{screen.text}"
    return Screen(text, [*screen.rows[:-1], [everything], *screen.rows[-1:]])


def one(t: Texts, found: Found, card: Card) -> Screen:
    """The only course that fits, as its own card, with the way on for whom it is nothing."""
    screen = signup.card(t, card)
    return Screen(f"{t('find.one')}\n\n{screen.text}", [*screen.rows[:1], *_onward(t, found.search)])


def _onward(t: Texts, search: Search) -> Rows:
    """*Tell me*, anew, and the start page."""
    wish = b.WishCourse(search.who, search.near, search.theme, search.language)
    again = b.AskAgain(Step.WHO, "", 0, "", "")
    return [
        [Button(t.plain("find.tell_me"), wish)],
        [Button(t.plain("find.again"), again)],
        [Button(t.plain("button.home"), Home())],
    ]


def in_short(t: Texts, card: Card, now: datetime) -> Html:
    """A course in four lines: what, when, where, and the places left."""
    course = card.course
    first = card.first or course.next_session(now)
    when = t.moment(first.starts_at if first else course.starts_at, course.zone)
    ahead = [one for one in course.sessions if not one.cancelled and (not first or one.starts_at >= first.starts_at)]
    begun = course.programme.rolling and len(ahead) < sum(not one.cancelled for one in course.sessions)
    video = t.plain("find.by_video") if course.online else ""
    said = course.place.casefold() in (video.casefold(), t.plain("setup.online").casefold())
    where = " · ".join(filter(None, (course.place, "" if said else video)))
    lines = [
        t("find.card.title", title=signup.course_title(t, course)),
        t.many("find.card.next" if begun else "find.card.when", len(ahead), when=when),
        t("find.card.where", where=where, centre=course.centre.name),
        signup.seats(t, card),
    ]
    if set(course.languages) != {"no" if t.language in ("nb", "nn") else t.language}:
        lines.append(t("find.card.languages", languages=", ".join(t.spoken(one) for one in course.languages)))
    return Html("\n".join(lines))


def to(t: Texts, course: CourseView, now: datetime) -> Button:
    return Button(signup.course_label(t, course, now), signup_buttons.ShowCourse(course.id))


def with_own(
    t: Texts, screen: Screen, done: Sequence[CourseView], waits: Sequence[CourseWishView], programmes: Programmes
) -> Screen:
    """The first screen with what one has been on, after which something fits, and what one will be told of."""
    lines, rows = [screen.text], [list(row) for row in screen.rows]
    for course in done[:2]:
        label = t.plain("find.next.after", title=signup.course_title(t, course))
        rows.append([Button(label, b.FindNext(course.id))])
    for number, wish in enumerate(waits, 1):
        lines.append(t("find.waits", what=what(t, wish.search, wish.place, programmes)))
        label = t.plain("find.unwish") if len(waits) == 1 else t.plain("find.unwish.of", number=number)
        rows.append([Button(label, b.EndCourseWish(wish.id))])
    return Screen("\n\n".join(lines), rows, screen.document)


def wished(t: Texts, wish: CourseWishView, programmes: Programmes) -> Screen:
    text = t("find.wished", what=what(t, wish.search, wish.place, programmes))
    end = Button(t.plain("find.unwish"), b.EndCourseWish(wish.id))
    return Screen(text, [[end], [Button(t.plain("button.home"), Home())]])


def unwished(t: Texts) -> Screen:
    return Screen(t("find.unwished"), [[signup.search(t, "button.find")], [Button(t.plain("button.home"), Home())]])


def what(t: Texts, search: Search, place: str, programmes: Programmes) -> str:
    """What somebody looks for, in a few words."""
    parts = [t.plain(f"find.as.{search.who}")] if search.who not in ("", ANY) else []
    if search.after in programmes:
        parts.append(t.plain("find.next.after", title=t.pick(programmes[search.after].chat_title)))
    if search.programme in programmes:
        parts.append(t.pick(programmes[search.programme].chat_title))
    parts.append(t.plain("find.online") if search.near == ONLINE else place or t.plain("find.anywhere"))
    parts += [t.plain(f"find.theme.{search.theme}")] if search.theme not in ("", ANY) else []
    parts += [t.spoken(search.language)] if search.language not in ("", ANY) else []
    return " · ".join(parts)


def opened(t: Texts, opened: Opened) -> Screen:
    """A course that one wished to be told of."""
    course = opened.card.course
    since = course.published_at or course.starts_at
    text = t("find.opened", card=in_short(t, opened.card, since))
    return Screen(text, [[to(t, course, since)], [signup.search(t, "button.find")]])


def fits_next(t: Texts, fits: Next) -> Screen:
    """What fits after a course, what of it is open, and being told; and what of it one is on already."""
    title = signup.course_title(t, fits.course)
    on = _on_already(t, fits)
    if not fits.programmes:
        parts = [t("find.next.only", title=title), *on, human(t, [fits.course.centre])]
        return Screen("\n\n".join(parts), [[signup.search(t, "find.again")], [Button(t.plain("button.home"), Home())]])
    kinds = Html("\n".join(f"· {t('find.next.kind', title=t.pick(one.chat_title))}" for one in fits.programmes))
    cards = [in_short(t, one, fits.course.ends_at) for one in fits.cards]
    text = t("find.next", title=title, kinds=kinds)
    rest = cards or [t("find.next.none")]
    tell = [Button(t.plain("find.tell_me"), b.WishNext(fits.course.id))]
    text = Html("\n\n".join([text, *on, *rest, human(t, [fits.course.centre])]))
    return Screen(
        text,
        [*([to(t, one.course, fits.course.ends_at)] for one in fits.cards), tell, [signup.search(t, "find.again")]],
    )


def _on_already(t: Texts, fits: Next) -> list[Html]:
    """What one has signed up for, or waits for, of the programmes that would fit."""
    said = (("find.next.on", fits.on), ("find.next.in_line", fits.in_line))
    titles = ((key, t.listed([t.pick(one.chat_title) for one in those])) for key, those in said if those)
    return [t(key, titles=named) for key, named in titles]


def refill(t: Texts, it: RefillView) -> Screen:
    """Some months after a course: it is open anew."""
    cards = [in_short(t, one, it.course.ends_at) for one in it.cards]
    text = t("find.refill", title=signup.course_title(t, it.course))
    rows = [*([to(t, one.course, it.course.ends_at)] for one in it.cards), [Button(t.plain("button.home"), Home())]]
    return Screen("\n\n".join([text, *cards, t("find.refill.once")]), rows)
