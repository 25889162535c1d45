"""What people who look for a course wish to be told of."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.crypto import Encrypted
from db.models.base import Base


class CourseWish(Base):
    """*Tell me when one opens*: what somebody looks for (`domain.finding.Search`).

    `looks_for` is JSON: of role, municipality and theme together one might guess something. `told_at`: when a course was found,
    of which they are told once.
    """

    __tablename__ = "course_wishes"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    looks_for: Mapped[str] = mapped_column(Encrypted)
    made_at: Mapped[datetime] = mapped_column(index=True)
    told_at: Mapped[datetime | None]
