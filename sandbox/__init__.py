"""A stand-in for the Bot API with people to play, a clock to turn and faults to order; nothing leaves the machine.

sandbox = Sandbox(limits=True)
server = SandboxServer(sandbox)
await server.start()        # server.url is the base for a bot's `base_url`: server.url + "/bot"
"""

from .app import Sandbox
from .clock import ClockFile
from .server import SandboxServer

__all__ = ["ClockFile", "Sandbox", "SandboxServer"]
