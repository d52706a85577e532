"""Making a store ready: tables, static files, the demonstration sign-in, the worked example. Twice is as good as once."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

DEMO_NAME = "demo"
DAY = 86_400
KEEPER = "local2030"  # who files the worked example; can't sign in
# Rooms with an invented example of their own, in the order in which one builds on another.
EXAMPLES = ("joint_programmes", "assessing", "mirror", "windows", "expert_group", "frameworks")


def set_up(*, example: bool = True, wait: float = 0) -> dict[str, Any]:
    """Brings the store to this version; says where it is, the demonstration sign-in if there is one, and what it holds.

    Waiting work is begun, as after a restart; `wait` is for how many seconds its end is waited for.
    """
    from local2030.web.coalition.first_things import file_first_things
    from local2030.web.keeping.upgrading import upgrade

    upgrade()
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["*.txt"])
    _trial_languages()
    _sweep()
    file_first_things()
    demo = _demonstration()
    if example:
        from local2030.web.marker.example import file_example

        file_example(_keeper())
    from local2030.web.jobs.running import launch_waiting
    from local2030.web.marker.models import Programme

    launch_waiting()
    _wait_for_jobs(wait)
    if example:
        _file_examples(_keeper())
        launch_waiting()
    return {"home": str(settings.HOME), "demo": demo, "programmes": Programme.objects.filter(current=True).count()}


def refusal() -> str:
    """Why the site must not start like this; "" if it may. A reachable address wants a name and no demonstration."""
    if settings.LOOPBACK:
        return ""
    if not os.environ.get("LOCAL2030_ALLOWED_HOSTS"):
        return _("Say by which names the site is reached: LOCAL2030_ALLOWED_HOSTS=local2030.example.org")
    if "*" in settings.ALLOWED_HOSTS:
        return _("LOCAL2030_ALLOWED_HOSTS must name the hosts; * would answer to any.")
    if os.environ.get("LOCAL2030_DEMO") != "0" and _has_demonstration():
        return _("This store has a demonstration sign-in. Set LOCAL2030_DEMO=0 to shut it, or listen on 127.0.0.1.")
    return ""


def _demonstration() -> tuple[str, str] | None:
    """The demonstration account where it is switched on; elsewhere it loses its password and may not sign in."""
    from local2030.web.accounts.models import Grant, Role, User

    path = Path(settings.HOME) / "demo-password"
    if not settings.DEMO:
        for user in User.objects.filter(demo=True):
            user.set_unusable_password()
            user.is_active = False
            user.save()
        path.unlink(missing_ok=True)
        return None
    if not path.is_file():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write("-".join(secrets.token_hex(2) for _part in range(3)))
    password = path.read_text("ascii").strip()
    user, _made = User.objects.get_or_create(demo=True, defaults={"username": DEMO_NAME})
    for role in (Role.SEC, Role.LRG):  # the Secretariat only reads local data; a local government hands them up
        Grant.objects.get_or_create(user=user, role=role, scope="", until=None)
    if not user.is_active or not user.check_password(password):
        user.is_active = True
        user.set_password(password)
        user.save()
    return user.username, password


def _has_demonstration() -> bool:
    from django.db import connection

    from local2030.web.accounts.models import User

    if User._meta.db_table not in connection.introspection.table_names():
        return False
    return User.objects.filter(demo=True, is_active=True).exists()


def _keeper() -> Any:
    from local2030.web.accounts.models import Grant, Role, User

    user, made = User.objects.get_or_create(
        username=KEEPER, defaults={"first_name": "local2030", "last_name": "example", "service": True}
    )
    if made:
        user.set_unusable_password()
        user.save()
    Grant.objects.get_or_create(user=user, role=Role.SEC, scope="", until=None)
    return user


def _file_examples(by: Any) -> None:
    """The invented examples of each room, in a store that has the worked example; elsewhere nothing is invented."""
    from local2030.web.marker.models import Programme, Upload
    from local2030.web.registry.kinds import named

    if Upload.objects.filter(by=by).exists():
        named("local2030.web.monitoring.examples.file_examples")(by)
        named("local2030.web.monitoring.flow.examples.file_examples")(by)
    if Programme.objects.filter(upload__by=by, current=True).exists():
        for room in EXAMPLES:
            named(f"local2030.web.marker.{room}.examples.file_examples")(by)


def _trial_languages() -> None:
    """The words of the trial languages as they are in this version, where those are switched on."""
    if not settings.PSEUDO:
        return
    from local2030.web.translation.trial_languages import write_trial_languages

    write_trial_languages(Path(settings.LOCALE_PATHS[0]))


def _sweep() -> None:
    """Removes what a process that died while receiving a file left behind; younger files may still be coming in."""
    for pattern in ("receiving-*", "*.upload*"):
        for left in Path(settings.WORK).glob(pattern):
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > DAY:
                    left.unlink()


def _wait_for_jobs(seconds: float) -> None:
    """Until nothing waits or runs any more, but not for ever."""
    from local2030.web.jobs.models import Job, State
    from local2030.web.jobs.running import launch_waiting

    until = time.monotonic() + seconds
    while Job.objects.filter(state__in=(State.WAITING, State.RUNNING)).exists() and time.monotonic() < until:
        launch_waiting()
        time.sleep(0.1)
