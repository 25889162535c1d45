"""Wording of proposals and of free places. No names, and nothing of why somebody is there or not."""

from domain.groups import MemberState
from domain.groups import buttons as g
from domain.people import buttons as b
from services.groups.homes import Home
from services.groups.newcomers import Offer, Question
from services.groups.proposals import Proposal
from services.groups.views import GroupView
from texts.catalog import Html, Texts
from texts.groups import meetings, words
from texts.screen import Button, Screen


def proposal(t: Texts, proposal: Proposal) -> Screen:
    return _asking(t, proposal, "groups.proposal.head")


def reminder(t: Texts, proposal: Proposal) -> Screen:
    return _asking(t, proposal, "groups.proposal.reminder")


def _asking(t: Texts, proposal: Proposal, head: str) -> Screen:
    """How many, when, where, what they share; yes, another time, or no."""
    group = proposal.group
    until = t.moment(group.answer_until, group.zone)
    people = t.many("groups.proposal.people", group.people)
    lines = [t(head), _facts(t, group, people), t("groups.proposal.ask", until=until, least=group.least)]
    rows = [
        [Button(t.plain(f"groups.proposal.{said}"), g.AnswerProposal(proposal.member_id, proposal.version, said))]
        for said in ("yes", "other", "no")
    ]
    return Screen("\n\n".join(lines), rows)


def _facts(t: Texts, group: GroupView, people: Html) -> Html:
    text = t(
        "groups.proposal.facts",
        people=people,
        slot=words.slot(t, group.slot),
        place=place(t, group),
        language=words.language(group.language),
    )
    if not group.shared:
        return text
    themes = ", ".join(t.pick(one) for one in group.shared)
    return Html(f"{text}\n{t('groups.proposal.shared', themes=themes)}")


def place(t: Texts, group: GroupView) -> str:
    return group.place or t.plain("groups.online")


def answered(t: Texts, proposal: Proposal) -> Screen:
    """What one has answered, and what comes of it."""
    group = proposal.group
    match proposal.state:
        case MemberState.ASKED:
            return _asking(t, proposal, "groups.proposal.head")
        case MemberState.YES:
            until = t.moment(group.answer_until, group.zone)
            slot = words.slot(t, group.slot)
            back = g.AnswerProposal(proposal.member_id, proposal.version, "no")
            return Screen(
                t("groups.proposal.said_yes", slot=slot, place=place(t, group), until=until),
                [[Button(t.plain("groups.proposal.take_back"), back)], [_home(t)]],
            )
        case MemberState.MEMBER:
            return Screen(t("groups.proposal.stands"), [[Button(t.plain("groups.life.open"), g.ShowGroup(group.id))]])
        case MemberState.OTHER_TIME if proposal.wish_id:
            times = Button(t.plain("groups.proposal.times"), g.ShowStep(proposal.wish_id, "slots"))
            slot = words.slot(t, group.slot)
            return Screen(t("groups.proposal.said_other", slot=slot), [[times], [_home(t)]])
        case _:
            return Screen(t("groups.proposal.said_no"), _look_again(t))


def lapsed(t: Texts, _proposal: Proposal) -> Screen:
    """A proposal, or a free place, was not answered in time."""
    return Screen(t("groups.proposal.lapsed"), _look_again(t))


def not_formed(t: Texts, proposal: Proposal) -> Screen:
    """Too few could; whoever did not answer is told that looking rests."""
    if proposal.state is MemberState.LAPSED:
        return Screen(t("groups.proposal.not_formed.silent"), _look_again(t))
    text = t("groups.proposal.not_formed", slot=words.slot(t, proposal.group.slot))
    return Screen(text, [[Button(t.plain("groups.proposal.times"), g.ShowGroups())], [_home(t)]])


def newcomer(t: Texts, question: Question) -> Screen:
    """To the members: may somebody new come?"""
    ids = question.member_id, question.version
    return Screen(
        t("groups.newcomer.ask", until=t.moment(question.until, question.group.zone)),
        [
            [
                Button(t.plain("groups.newcomer.yes"), g.AnswerNewcomer(*ids, 1)),
                Button(t.plain("groups.newcomer.no"), g.AnswerNewcomer(*ids, 0)),
            ]
        ],
    )


def newcomer_answered(t: Texts, question: Question) -> Screen:
    said = "yes" if question.answered else "no"
    group = Button(t.plain("groups.life.open"), g.ShowGroup(question.group.id))
    return Screen(t(f"groups.newcomer.said_{said}"), [[group]])


def offer(t: Texts, offer: Offer) -> Screen:
    """To the newcomer: a running group has a free place."""
    group, ids = offer.group, (offer.member_id, offer.version)
    lines = [
        t("groups.offer.head"),
        _facts(t, group, t.many("groups.offer.people", group.people)),
        t("groups.offer.ask", until=t.moment(offer.until, group.zone)),
    ]
    yes = Button(t.plain("groups.proposal.yes"), g.AnswerFreePlace(*ids, 1))
    return Screen("\n\n".join(lines), [[yes], [Button(t.plain("groups.proposal.no"), g.AnswerFreePlace(*ids, 0))]])


def offer_answered(t: Texts, home: Home | None, yes: bool) -> Screen:
    """Welcome, with the next meeting; or that a no is all right, or that a yes has come to nothing."""
    if home is None and yes:
        return Screen(t("groups.offer.not_now"), [[_home(t)]])
    if home is None:
        return Screen(t("groups.offer.declined"), _look_again(t))
    lines = [t("groups.offer.joined"), t.many("groups.life.you_are", home.group.people)]
    lines.append(meetings.facts(t, home, home.next, "groups.life.next") if home.next else t("groups.life.next.none"))
    rows = [[meetings.open_(t, home)]]
    if not home.promised:
        lines.append(t("groups.life.promise"))
        rows.insert(0, [meetings.promise(t, home)])
    return Screen("\n\n".join(lines), rows, meetings.calendar(t, home) if home.next else None)


def joined(t: Texts, home: Home) -> Screen:
    """To the members: somebody new comes from now on."""
    return Screen(t.many("groups.newcomer.joined", home.group.people), [[meetings.open_(t, home)]])


def _look_again(t: Texts) -> list[list[Button]]:
    return [[Button(t.plain("groups.proposal.my_wish"), g.ShowGroups())], [_home(t)]]


def _home(t: Texts) -> Button:
    return Button(t.plain("button.home"), b.Home())
