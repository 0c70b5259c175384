"""The outer world as the settings of this installation name it: which channels are on, and what sends by them."""

from __future__ import annotations

from functools import partial

from flask import current_app

from config import Settings
from rules.outside import read_mail_server
from services.outbox import Channel, Sender
from services.send import by_mail, by_webhook


def channels() -> frozenset[Channel]:
    """Those that are switched on."""
    return frozenset(channel for channel, sender in senders().items() if sender is not None)


def senders() -> dict[Channel, Sender | None]:
    """What sends by each channel; None where the installation names no address."""
    settings: Settings = current_app.config["SETTINGS"]
    return {
        Channel.MAIL: partial(by_mail, read_mail_server(settings.smtp_url)) if settings.smtp_url else None,
        Channel.WEBHOOK: partial(by_webhook, settings.webhook_url) if settings.webhook_url else None,
    }
