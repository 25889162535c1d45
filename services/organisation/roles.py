"""Taking a role away, with what hangs on it."""

from services import Session, ballots, notices, people


async def take_away(session: Session, number: int) -> None:
    """By the number of the role; it counts from the next press on. Raises Gone.

    What the person knows of the polls still counts, and names of others go from what is shown in their chat.
    """
    person_id, centre_id = await people.revoke(session, number)
    await ballots.leaves_team(session, centre_id, person_id)
    await notices.hide_names(session, centre_id, person_id)
