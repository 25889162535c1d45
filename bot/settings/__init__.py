"""Settings: `config.toml` and the environment, read once at start. Secrets come from the environment only."""

from bot.settings.reading import content_directory, find_config, load_settings
from bot.settings.sections import (
    WEBHOOK_PATH,
    Content,
    DatabaseSection,
    Log,
    Pacing,
    Quiet,
    Sending,
    Settings,
    SettingsFault,
    Telegram,
    Web,
)

__all__ = [
    "WEBHOOK_PATH",
    "Content",
    "DatabaseSection",
    "Log",
    "Pacing",
    "Quiet",
    "Sending",
    "Settings",
    "SettingsFault",
    "Telegram",
    "Web",
    "content_directory",
    "find_config",
    "load_settings",
]
