import { InputRejected, NotFound } from '../../core/errors.ts';
import { appViewSchema, missionListSchema } from '../../core/wire/http.ts';
import { missionIdSchema } from '../../core/wire/ids.ts';
import type { Reached } from './reach-gantry.ts';

/** The mission that a word names: its id, the newest of an app, or without a word the newest of all. */
export async function missionIdOf(gantry: Reached, word: string | undefined): Promise<string> {
  if (word === undefined) return newest(gantry);
  if (word.startsWith('msn_')) return requireMissionId(word);
  const { missions } = await gantry.call('readApp', { params: { slug: word } }, appViewSchema);
  const last = missions.at(-1);
  if (last === undefined) throw new NotFound('mission_not_found', 'This app has no mission yet.');
  return last;
}

function requireMissionId(word: string): string {
  if (missionIdSchema.safeParse(word).success) return word;
  throw new InputRejected(
    'mission_invalid',
    'This is not the id of a mission: msn_ and 26 characters. See gantry missions.',
  );
}

async function newest(gantry: Reached): Promise<string> {
  const { missions } = await gantry.call('listMissions', { query: { limit: 1 } }, missionListSchema);
  const [first] = missions;
  if (first === undefined)
    throw new NotFound(
      'mission_not_found',
      'There is no mission yet. Start one: gantry build "Build a calculator"',
    );
  return first.mission_id;
}
