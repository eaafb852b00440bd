"""Several workers beside each other, so that a stream, which never ends, holds no video up."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from vehiclefinder.control.sources.worker import IngestWorker, WorkerContext
from vehiclefinder.store.control.jobs import ClaimedJob, JobKind

VIDEOS = (JobKind.FILE, JobKind.FOLDER, JobKind.UPLOAD)


class WorkerPool:
    """Some workers for videos, which end, and some for streams, which do not.

    Streams go first: all but one of the workers for videos begin nothing while as many workers are busy as there
    may be at work on videos.

    :param streams: How many streams are received at once; more of them wait.
    :param videos: How many videos are read at once; more of them wait.
    """

    def __init__(self, context: WorkerContext, streams: int = 4, videos: int = 1) -> None:
        self._jobs = context.jobs
        self._lock = Lock()
        self._videos = videos
        self._workers = [IngestWorker(context, kinds) for kinds in (VIDEOS, *[(JobKind.STREAM,)] * streams)]
        self._others = [IngestWorker(context, VIDEOS) for _ in range(videos - 1)]
        self._pool = ThreadPoolExecutor(streams + videos, thread_name_prefix="worker")
        self._busy: dict[IngestWorker, Future[object]] = {}
        self._began = self._ended = False

    def step(self) -> bool:
        """Give every worker that does nothing a job, if one waits; only one process at a time may.

        :return: False: the next look has time.
        :raises Exception: What a worker failed with, unexpectedly; the others go on.
        """
        with self._lock:
            if self._ended:
                return False
            if not self._began:  # whoever worked before is gone, and left its jobs behind
                self._jobs.recover()
                self._began = True
        for worker in self._workers:
            self._send(worker, worker.run)
        for worker in self._others:
            if sum(not work.done() for work in self._busy.values()) < self._videos:
                self._send(worker, worker.do)
        return False

    def stop(self) -> None:
        """Put what is being done back into the queue, and wait until everybody has let go."""
        with self._lock:
            self._ended = True
        for worker in (*self._workers, *self._others):
            worker.stop()
        self._pool.shutdown()

    def _send(self, worker: IngestWorker, work: Callable[[ClaimedJob], object]) -> None:
        """Begin a job with an idle worker; it is taken here, so that who has none does not count as busy."""
        before = self._busy.get(worker)
        if before is not None and not before.done():
            return
        with self._lock:
            job = None if self._ended else worker.take()
            self._busy.pop(worker, None)
            if job is not None:
                self._busy[worker] = self._pool.submit(work, job)
        if before is not None:
            before.result()
