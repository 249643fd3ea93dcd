const graceMs = 3_000;

/**
 * A signal that aborts when standard input closes, which it does however the parent dies, or on a polite kill. Who holds it has 3 s to end
 * its steps and tidy up before the process is ended.
 */
export function endWithParent(): AbortSignal {
  const ending = new AbortController();
  const end = (): void => {
    if (ending.signal.aborted) return;
    ending.abort(new Error('the pod was told to end'));
    setTimeout(() => process.exit(143), graceMs).unref();
  };
  process.stdin.on('end', end).on('error', end).on('close', end).resume();
  return ending.signal;
}

/** The same for SIGTERM and SIGINT only: a task's first process has no standard input to lose. */
export function endOnSignal(): AbortSignal {
  const ending = new AbortController();
  const end = (): void => ending.abort(new Error('the pod was told to end'));
  process.once('SIGTERM', end).once('SIGINT', end);
  return ending.signal;
}
