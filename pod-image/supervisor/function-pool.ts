import type { FunctionCall, FunctionOutcome } from '../../core/wire/function-call.ts';
import type { StepRunner } from '../runners/step-runner.ts';
import { callAtOnce, type Engine, engineOf, type PreparedCall, prepareCall } from './prepare-call.ts';

/** Answers requests to functions, each in a sandbox of its own that was started before. */
export interface FunctionPool {
  call(call: FunctionCall, signal: AbortSignal): Promise<FunctionOutcome>;
  close(): Promise<void>;
}

/**
 * Keeps a few sandboxes ready for each engine that was asked for, so that a request waits for none to start. Each is used once; nothing of an
 * app is in it before its request. Where all steps are one user, and the end of one is the end of all, requests follow each other instead.
 */
export function createFunctionPool(deps: {
  readonly runner: StepRunner;
  readonly readyPerEngine: number;
}): FunctionPool {
  const { runner } = deps;
  const readyPerEngine = runner.isolation === 'fargate' ? 0 : deps.readyPerEngine;
  const turn = runner.isolation === 'fargate' ? oneAfterTheOther() : atOnce;
  const ready: Readonly<Record<Engine, PreparedCall[]>> = { node: [], python: [] };
  const starting: Readonly<Record<Engine, Set<Promise<void>>>> = { node: new Set(), python: new Set() };
  let isClosed = false;

  const keep = (engine: Engine, prepared: PreparedCall): void => {
    ready[engine].push(prepared);
    // One that was killed while nobody used it leaves a folder behind.
    void prepared.gone.then(() => (takeOut(ready[engine], prepared) ? prepared.discard() : undefined));
  };
  const startOne = async (engine: Engine): Promise<void> => {
    try {
      const prepared = await prepareCall(runner, engine);
      if (isClosed) await prepared?.discard();
      else if (prepared !== undefined) keep(engine, prepared);
    } catch {
      // The next request finds none ready, starts its own and tells of the fault.
    }
  };
  const fill = (engine: Engine): void => {
    if (isClosed) return;
    for (let have = ready[engine].length + starting[engine].size; have < readyPerEngine; have += 1) {
      const start = startOne(engine);
      starting[engine].add(start);
      void start.then(() => starting[engine].delete(start));
    }
  };

  const answer = async (call: FunctionCall, signal: AbortSignal): Promise<FunctionOutcome> => {
    signal.throwIfAborted();
    const engine = engineOf(call.file);
    const prepared = ready[engine].shift() ?? (await prepareCall(runner, engine));
    try {
      return await (prepared?.call(call, signal) ?? callAtOnce(runner, call, signal));
    } finally {
      // Afterwards, so that what is started for later takes nothing from this request.
      fill(engine);
    }
  };
  return {
    call: (call, signal) => turn(() => answer(call, signal)),
    async close() {
      isClosed = true;
      await Promise.all([...starting.node, ...starting.python]);
      await Promise.all([...ready.node, ...ready.python].map((prepared) => prepared.discard()));
    },
  };
}

type Turn = <T>(work: () => Promise<T>) => Promise<T>;

const atOnce: Turn = (work) => work();

function oneAfterTheOther(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

function takeOut<T>(list: T[], one: T): boolean {
  const at = list.indexOf(one);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}
