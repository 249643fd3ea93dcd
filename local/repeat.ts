/** Work that runs again and again. */
export interface Repeated {
  /** Waits for what runs, and lets nothing run after it. */
  readonly stop: () => Promise<void>;
}

/** Runs work after `firstMs`, and again whenever `everyMs` have passed since it ended: never twice at a time. Keeps no process alive. */
export function repeat(
  { firstMs, everyMs }: { readonly firstMs: number; readonly everyMs: number },
  work: () => Promise<void>,
): Repeated {
  let running = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const after = (ms: number): void => {
    if (!isStopped) timer = setTimeout(run, ms).unref();
  };
  function run(): void {
    running = work().finally(() => after(everyMs));
  }
  after(firstMs);
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
