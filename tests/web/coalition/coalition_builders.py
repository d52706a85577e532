"""What the tests of the Coalition's pages share."""

from __future__ import annotations

from typing import Any

from web_builders import PASSWORD

from conftest import granted
from local2030.web.accounts.models import Role, User


def focal_point(entity: str) -> User:
    """The focal point of an entity."""
    return granted(User.objects.create_user(f"focal-{entity}", password=PASSWORD), Role.UN, f"entity:{entity}")


def body(answer: Any) -> str:
    """What an answer says, streamed or not."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())
