import type { MissionLogDeps } from '../../mission/append-facts.ts';
import type { AppRecord } from '../app.ts';
import { appendAppFact, type LifeFact } from '../append-app-fact.ts';
import type { AppEnding } from './app-ending.ts';

const words: Readonly<Record<LifeFact['event'], (ending: AppEnding) => string>> = {
  'deletion-intended': () => 'It is being deleted.',
  'app-deleted': ({ purge_at }) =>
    `It was deleted. Until ${purge_at.slice(0, 10)} it can be restored; then its data and its secrets go for good.`,
  'restore-intended': () => 'It is being restored.',
  'app-restored': () => 'It was restored.',
  'purge-intended': () => 'Its seven days are over; it is being removed for good.',
  'app-purged': () =>
    'It was removed for good: its addresses, its data and its secrets. Its story and its evidence stay.',
};

/** Tells an app's story of its end; each step of one deletion once, however often it is taken up again. */
export const tellLife =
  (deps: MissionLogDeps) =>
  (
    app: AppRecord,
    ending: AppEnding,
    event: LifeFact['event'],
    signal: AbortSignal,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<void> => {
    const { deleted_at, purge_at } = ending;
    const data = { deleted_at, purge_at, ...more };
    const fact = { event, message: words[event](ending), data, sinceSeq: ending.since_seq };
    const actor = event.startsWith('purge') || event === 'app-purged' ? 'gantry' : ending.by;
    return appendAppFact(deps)(app.app_id, actor, fact, signal);
  };

/** Where an app's story stands, for a phase of its end that begins now. */
export const storyEnd =
  ({ eventLog }: Pick<MissionLogDeps, 'eventLog'>) =>
  async ({ app_id }: AppRecord, signal: AbortSignal): Promise<number> =>
    (await eventLog.last(app_id, signal))?.seq ?? 0;
