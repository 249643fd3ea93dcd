import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { SqlRefusal } from '../../core/wire/sql.ts';
import { isDiskFull } from './disk-full.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { TwinAnswer, TwinRequest } from './twin-request.ts';

/** An open database. Requests are run one at a time, in the order that they came. */
export interface Database {
  run(request: TwinRequest): Promise<TwinAnswer>;
  close(): Promise<void>;
}

const closeMs = 5_000;
const threadFile = new URL('./database-thread.ts', import.meta.url);
const ranTooLong: SqlRefusal = { message: 'canceling statement: it ran too long', code: '57014' };
/** A statement that waits for room waits for ever. */
const noRoom: SqlRefusal = { message: 'could not write: no space left on the disk', code: '53100' };
const wentAway: SqlRefusal = { message: 'the database ended while it ran this; try again', code: '57P02' };

/**
 * Opens a data folder in a thread of its own. Nothing inside Postgres interrupts a statement here, so one that runs too long is ended with
 * its thread, and the next request opens the folder anew: what was acknowledged is in its log.
 */
export async function openDatabase(
  dataFolder: string,
  { statementMs }: { readonly statementMs: number },
): Promise<Database> {
  const inTurn = oneAtATime();
  let thread: Worker | undefined = await startThread(dataFolder);
  const runOne = async (request: TwinRequest): Promise<TwinAnswer> => {
    thread ??= await startThread(dataFolder);
    const answer = await answerWithin(thread, request, statementMs);
    if (answer.kind !== 'ended') return answer;
    await thread.terminate();
    thread = undefined;
    const hasRoom = !(await isDiskFull(dataFolder));
    return { kind: 'refused', refusal: hasRoom ? answer.refusal : noRoom };
  };
  const close = async (): Promise<void> => {
    if (thread === undefined) return;
    const gone = once(thread, 'exit');
    thread.postMessage('end');
    await Promise.race([gone, sleep(closeMs)]);
    await thread.terminate();
    thread = undefined;
  };
  return { run: (request) => inTurn(() => runOne(request)), close: () => inTurn(close) };
}

async function startThread(dataFolder: string): Promise<Worker> {
  const thread = new Worker(threadFile, { workerData: dataFolder });
  thread.on('error', () => undefined);
  const [opened] = await Promise.race([once(thread, 'message'), once(thread, 'exit')]);
  if (opened !== 'open') throw new Error(`The database in ${dataFolder} could not be opened.`);
  return thread;
}

type Ended = { readonly kind: 'ended'; readonly refusal: SqlRefusal };

async function answerWithin(
  thread: Worker,
  request: TwinRequest,
  limitMs: number,
): Promise<TwinAnswer | Ended> {
  const over = new AbortController();
  const { signal } = over;
  const answered = once(thread, 'message', { signal }).then(([answer]) => answer as TwinAnswer);
  const gone = once(thread, 'exit', { signal }).then((): Ended => ({ kind: 'ended', refusal: wentAway }));
  const late = sleep(limitMs, { kind: 'ended', refusal: ranTooLong } as const, { signal });
  thread.postMessage(request);
  try {
    return await Promise.race([answered, gone, late]);
  } catch {
    return { kind: 'ended', refusal: wentAway };
  } finally {
    over.abort();
    await Promise.allSettled([answered, gone, late]);
  }
}
