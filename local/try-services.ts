import type { Trial } from '../adapters/worlds/local-services.ts';

/** Tries every service once, all at the same time, and says what is wrong with any. It never throws, and is quiet once `signal` aborts. */
export async function tryServices(
  trials: readonly Trial[],
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    trials.map(async ({ service, limitMs, run }) => {
      const limit = AbortSignal.timeout(limitMs);
      const problem = await run(AbortSignal.any([signal, limit])).catch((error: unknown) =>
        limit.aborted
          ? `${service} gave no answer in ${limitMs / 1_000} s.`
          : `${service} could not be tried (${(error as Error).message}).`,
      );
      if (problem !== undefined && !signal.aborted) say(problem);
    }),
  );
}
