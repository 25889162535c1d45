"""sent polls and answers after six weeks go into boxes, without a row of their own"""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from db.crypto import KEYS

revision = "0002"
down_revision = "0001"

FIVE = 5
POLLS = (8192, 8192)
PULSES = (2048, 32)
DRAFT = 9192
"""Bytes, as they were when this was written: base and room for each poll; of a draft."""
Steps = Mapping[int, list[dict[str, str]]]


def upgrade() -> None:
    _make_boxes()
    connection = op.get_bind()
    rolls, drafts = _drafts(connection)
    for (course_id, round_), roll in rolls.items():
        _keep_round(connection, course_id, round_, roll)
    _keep_pulses(connection)
    for name in ("evaluation_answers", "evaluation_drafts", "pulses_done", "pulses"):
        op.drop_table(name)
    table = _make_drafts()
    if drafts:
        op.bulk_insert(table, drafts)


def _make_boxes() -> None:
    op.create_table(
        "evaluation_boxes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.String(length=10), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_evaluation_boxes_course_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_boxes")),
        sa.UniqueConstraint("course_id", "round", name=op.f("uq_evaluation_boxes_course_id_round")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pulse_boxes",
        sa.Column("centre_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("fk_pulse_boxes_centre_id")),
        sa.PrimaryKeyConstraint("centre_id", name=op.f("pk_pulse_boxes")),
    )


def _make_drafts() -> sa.Table:
    """Made anew rather than changed: so they lie in no order of arrival."""
    table = op.create_table(
        "evaluation_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_evaluation_drafts_course_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_evaluation_drafts_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_drafts")),
        sa.UniqueConstraint(
            "course_id", "round", "person_id", name=op.f("uq_evaluation_drafts_course_id_round_person_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_evaluation_drafts_person_id"), "evaluation_drafts", ["person_id"], unique=False)
    return table


def _drafts(connection: sa.Connection) -> tuple[dict[tuple[int, str], set[str]], list[dict[str, Any]]]:
    """Who has sent, by course and round (also where everybody who has is gone); the rows of what is begun or declined."""
    found = connection.execute(sa.text("SELECT DISTINCT course_id, round FROM evaluation_answers"))
    rolls: dict[tuple[int, str], set[str]] = {(row.course_id, row.round): set() for row in found}
    drafts: list[dict[str, Any]] = []
    table = sa.table(
        "evaluation_drafts",
        *map(sa.column, ("course_id", "round", "person_id", "answers", "free_text")),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in ("sent_at", "skipped_at")),
    )
    rows = connection.execute(sa.select(table).order_by(table.c.round.desc(), table.c.course_id, table.c.person_id))
    for row in rows.all():
        if row.sent_at is not None:
            rolls.setdefault((row.course_id, row.round), set()).add(str(row.person_id))
            continue
        content = json.loads(KEYS.decrypt(row.answers)) if row.answers is not None else {}
        if row.free_text is not None:
            content["text"] = KEYS.decrypt(row.free_text)
        drafts.append(
            {
                "course_id": row.course_id,
                "round": row.round,
                "person_id": row.person_id,
                "content": KEYS.encrypt(_padded(content, DRAFT)) if content else None,
                "skipped_at": row.skipped_at,
            }
        )
    return rolls, drafts


def _keep_round(connection: sa.Connection, course_id: int, round_: str, roll: set[str]) -> None:
    where = {"course_id": course_id, "round": round_}
    rows = connection.execute(
        sa.text("SELECT * FROM evaluation_answers WHERE course_id = :course_id AND round = :round"), where
    ).all()
    steps, texts = defaultdict(list), defaultdict(list)
    for row in rows:
        steps[row.step].append({key: str(value) for key, value in json.loads(KEYS.decrypt(row.answers)).items()})
        if row.free_text:
            texts[bool(row.step)].append(KEYS.decrypt(row.free_text))
    box = _box(steps, roll, [random.SystemRandom().sample(one, len(one)) for one in (texts[True], texts[False])])
    content = KEYS.encrypt(_packed(box, POLLS))
    connection.execute(
        sa.text(
            "INSERT INTO evaluation_boxes (course_id, round, closed, content)"
            " VALUES (:course_id, :round, :closed, :content)"
        ),
        {**where, "closed": False, "content": content},
    )


def _keep_pulses(connection: sa.Connection) -> None:
    rolls, steps = defaultdict(set), defaultdict(lambda: defaultdict(list))
    done = "SELECT centre_id, group_id, person_id FROM pulses_done JOIN groups ON groups.id = pulses_done.group_id"
    for row in connection.execute(sa.text(done)):
        rolls[row.centre_id].add(f"{row.group_id}.{row.person_id}")
    for row in connection.execute(sa.text("SELECT centre_id, running, helps, step FROM pulses")):
        steps[row.centre_id][row.step].append({"running": "yes" if row.running else "no", "helps": row.helps})
    for centre_id in sorted({*rolls, *steps}):
        content = KEYS.encrypt(_packed(_box(steps[centre_id], rolls[centre_id], [[], []]), PULSES))
        connection.execute(
            sa.text("INSERT INTO pulse_boxes (centre_id, content) VALUES (:centre_id, :content)"),
            {"centre_id": centre_id, "content": content},
        )


def _box(steps: Steps, roll: Iterable[str], texts: list[list[str]]) -> dict[str, Any]:
    """Answers by their step (0: not shown yet) as sums; what was shown stays so, what waited for more answers waits."""
    sums: dict[str, list[dict[str, int]]] = {}
    for step in sorted(steps, key=lambda one: (one == 0, one)):
        for answers in steps[step]:
            for question, answer in answers.items():
                waiting = sums.setdefault(question, [{}, {}])[1]
                waiting[answer] = waiting.get(answer, 0) + 1
        if step:
            sums = {question: _shown(*one) for question, one in sums.items()}
    return {
        "polls": sum(map(len, steps.values())),
        "fresh": len(steps.get(0, ())),
        "closed": False,
        "alone": False,
        "roll": sorted(roll),
        "sums": {question: [_sorted(one) for one in both] for question, both in sorted(sums.items())},
        "texts": texts,
    }


def _shown(shown: dict[str, int], waiting: dict[str, int]) -> list[dict[str, int]]:
    if sum(waiting.values()) < FIVE:
        return [shown, waiting]
    return [{answer: shown.get(answer, 0) + waiting.get(answer, 0) for answer in {*shown, *waiting}}, {}]


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _packed(box: dict[str, Any], room: tuple[int, int]) -> str:
    base, each = room
    return _padded(box, base + each * -(-box["polls"] // FIVE) * FIVE)


def _padded(content: Any, size: int) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    length = len(text.encode())
    return text + " " * (-(-length // size) * size - length)
