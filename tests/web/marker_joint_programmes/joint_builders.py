"""What the tests of joint programmes share."""

from __future__ import annotations

from typing import Any

from web_builders import PASSWORD, granted

from local2030.web.accounts.models import Role, User
from local2030.web.coalition.first_things import file_first_things
from local2030.web.marker.joint_programmes.examples import file_examples
from local2030.web.registry.models import Thing


def filled() -> Any:
    """The first things and the examples of the room; whoever keeps them."""
    file_first_things()
    keeper = granted(User.objects.create_user("keeper", password=PASSWORD), Role.SEC)
    file_examples(keeper)
    return keeper


def person(role: str, scope: str = "") -> Any:
    """Somebody in a role."""
    return granted(
        User.objects.create_user(f"{role}-{scope or 'all'}".replace(":", "-"), password=PASSWORD), role, scope
    )


def joint(end: str = "2030") -> Thing:
    """One of the thirty."""
    return Thing.objects.get(kind="joint-programme", key=f"xm-example-jp-{end}")


def body(answer: Any) -> str:
    """What an answer says, streamed or not."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())
