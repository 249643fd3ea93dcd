import * as z from 'zod';
import type { FunctionLog } from '../../../core/ports/app-host.ts';
import type { ObjectStore } from '../../../core/ports/object-store.ts';

const mostLines = 200;
const mostFunctions = 100;
/** Of one function: a line may be long. */
const mostBytes = 64 * 1024;

const logSchema = z.array(z.strictObject({ file: z.string(), lines: z.array(z.string()) }));
const keyOf = (projectId: string): string => `hosted/function-logs/${projectId}.json`;

/** The last lines that each function of a hosted app printed. */
export interface FunctionLogs {
  append(projectId: string, file: string, lines: readonly string[], signal: AbortSignal): Promise<void>;
  read(projectId: string, signal: AbortSignal): Promise<readonly FunctionLog[]>;
  /** Leaves nothing of what was printed. */
  forget(projectId: string, signal: AbortSignal): Promise<void>;
}

/** Keeps the last 200 lines a function, at most 64 KiB. One process writes them: two appends of an app follow each other here. */
export function createFunctionLogs(objects: ObjectStore): FunctionLogs {
  const turns = new Map<string, Promise<void>>();
  const read = async (projectId: string, signal: AbortSignal): Promise<readonly FunctionLog[]> => {
    const bytes = await objects.get(keyOf(projectId), signal);
    return bytes === undefined ? [] : logSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  };
  const write = async (
    projectId: string,
    file: string,
    lines: readonly string[],
    signal: AbortSignal,
  ): Promise<void> => {
    const logs = await read(projectId, signal);
    const before = logs.find((log) => log.file === file)?.lines ?? [];
    const others = logs.filter((log) => log.file !== file).slice(1 - mostFunctions);
    const kept = [...others, { file, lines: lastOf([...before, ...lines]) }];
    await objects.put(keyOf(projectId), new TextEncoder().encode(JSON.stringify(kept)), {}, signal);
  };
  const inTurn = async (projectId: string, work: () => Promise<void>): Promise<void> => {
    const before = turns.get(projectId) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(work);
    turns.set(projectId, turn);
    await turn.finally(() => turns.get(projectId) === turn && turns.delete(projectId));
  };
  return {
    read,
    append: (projectId, file, lines, signal) =>
      inTurn(projectId, () => write(projectId, file, lines, signal)),
    forget: (projectId, signal) =>
      inTurn(projectId, async () => {
        await objects.put(keyOf(projectId), new TextEncoder().encode('[]'), {}, signal);
      }),
  };
}

function lastOf(lines: readonly string[]): string[] {
  const last: string[] = [];
  let bytes = 0;
  for (const line of lines.slice(-mostLines).toReversed()) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > mostBytes) break;
    last.push(line);
  }
  return last.toReversed();
}
