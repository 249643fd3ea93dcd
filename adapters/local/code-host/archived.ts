import * as z from 'zod';
import { Conflict } from '../../../core/errors.ts';
import { closePull, reopenPull, type Workplace } from './proposals.ts';
import { listPulls } from './pull-requests.ts';

const archivedSchema = z.strictObject({ at_ms: z.number() });
const keyOf = (fullName: string) => ({ partition: 'code-host#archived', sort: fullName });

/** Closes what is open, with these words, and takes no proposal and no merge from then on. */
export async function archiveRepository(place: Workplace, why: string, signal: AbortSignal): Promise<void> {
  const { records, fullName, clock } = place;
  for (const { number, state } of await listPulls(records, fullName, signal))
    if (state === 'open')
      await closePull(place, { number, bodyOf: ({ body }) => `${body}\n\n${why}` }, signal);
  await records.put(keyOf(fullName), { at_ms: clock.nowMs() }, { condition: { kind: 'any' } }, signal);
}

/** Takes proposals and merges again, and opens what was closed with these words. */
export async function unarchiveRepository(place: Workplace, why: string, signal: AbortSignal): Promise<void> {
  const { records, fullName } = place;
  await records.remove(keyOf(fullName), { kind: 'any' }, signal);
  for (const { number } of await listPulls(records, fullName, signal))
    await reopenPull(place, number, `\n\n${why}`, signal);
}

/** Conflict for a repository that is archived. */
export async function refuseArchived({ records, fullName }: Workplace, signal: AbortSignal): Promise<void> {
  if ((await records.get(keyOf(fullName), archivedSchema, signal)) === undefined) return;
  throw new Conflict('repository_archived', `${fullName} is archived; restore its app first.`);
}
