"""What is played for the guides' pictures can be played, and gives each picture that there is; the browser is left out."""

from collections.abc import Awaitable, Callable

from services.programmes import CONTENT
from tests.pictures.scenes import options, scenes
from tests.stage import Stage

MakeStage = Callable[..., Awaitable[Stage]]


async def test_the_scenes_of_the_guides(make_stage: MakeStage, sqlite_url: str) -> None:
    wanted = options("da")
    stage = await make_stage(sqlite_url, seats=wanted.seats, batch=wanted.batch)
    played = []
    async for shot in scenes(stage, "da"):
        await shot.phone.refresh()
        assert shot.phone.last
        assert shot.phone.labels(), shot.name
        played.append(shot.name)
    assert sorted(played) == sorted(one.stem for one in (CONTENT / "guides" / "pictures" / "da").glob("*.png"))
