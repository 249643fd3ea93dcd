const graceMs = 3_000;
const longestLine = 8_192;

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

/** The first line that the parent writes; undefined when it closed before, or a line of that length makes no sense. */
export function readLineOfParent(ending: AbortSignal): Promise<string | undefined> {
  let text = '';
  return new Promise((resolve) => {
    const take = (chunk: string | Buffer): void => {
      text += chunk.toString('utf8');
      const end = text.indexOf('\n');
      if (end >= 0) finish(text.slice(0, end));
      else if (text.length > longestLine) finish(undefined);
    };
    // The listener is all that goes: standard input flows on, since its end is the sign that the parent is gone.
    const finish = (line: string | undefined): void => {
      process.stdin.off('data', take);
      resolve(line);
    };
    process.stdin.on('data', take);
    ending.addEventListener('abort', () => finish(undefined), { once: true });
  });
}

/** As endWithParent, for SIGTERM and SIGINT only: a task's first process has no standard input to lose. */
export function endOnSignal(): AbortSignal {
  const ending = new AbortController();
  const end = (): void => ending.abort(new Error('the pod was told to end'));
  process.once('SIGTERM', end).once('SIGINT', end);
  return ending.signal;
}
