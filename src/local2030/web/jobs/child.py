"""The process of one job: limits first, then the deed, then its end on record. Run by `running.py`, never by hand."""

from __future__ import annotations

import logging
import resource
import signal
import sys

log = logging.getLogger("local2030.jobs")


def main(job_id: int) -> int:
    """Does the job; 0 if it came to an end of its own, whichever."""
    import django

    django.setup()
    from local2030.web.jobs.running import holding, launch_waiting, lock_path

    _bound()
    try:
        with holding(job_id):
            _do(job_id)
            lock_path(job_id).unlink(missing_ok=True)
    except BlockingIOError:
        return 1  # another process has it
    launch_waiting()
    return 0


def _bound() -> None:
    """A native parser that runs wild ends this process and not the site."""
    from django.conf import settings

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (settings.JOB_MEMORY, settings.JOB_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (settings.JOB_FILE_SIZE, settings.JOB_FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_CPU, (settings.JOB_CPU_SECONDS, settings.JOB_CPU_SECONDS + 10))


def _do(job_id: int) -> None:
    import os

    from django.utils import timezone

    from local2030.vocabulary.errors import Local2030Error
    from local2030.web.jobs.deeds import DEEDS, Refused, Stopped
    from local2030.web.jobs.models import Job, State
    from local2030.web.watching.full_disk import is_full

    if not Job.objects.filter(pk=job_id, state=State.RUNNING).update(pid=os.getpid()):
        return
    job = Job.objects.select_related("by").get(pk=job_id)
    end: State = State.DONE
    trouble: dict[str, object] | None = None
    try:
        DEEDS[job.kind](job)
    except Stopped:
        end = State.STOPPED
    except Refused as refused:
        end, trouble = State.FAILED, refused.trouble
    except Local2030Error as error:
        end, trouble = State.FAILED, {"code": error.finding.code, "values": dict(error.finding.values)}
    except MemoryError:
        end, trouble = State.FAILED, {"code": "job-too-large", "values": {}}
    except Exception as error:
        log.exception("job %s", job_id)
        code = "job-no-room" if is_full(error) else "job-broke"
        end, trouble = State.FAILED, {"code": code, "values": {"number": job_id}}
    Job.objects.filter(pk=job_id, state=State.RUNNING).update(state=end, trouble=trouble, ended=timezone.now())


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
