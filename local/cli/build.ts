import type { MissionView } from '../../core/wire/mission.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';
import type { RouteName } from '../../core/wire/routes.ts';
import { print, printError } from '../terminal.ts';
import type { CallInput } from './connection.ts';
import type { Answer, Context } from './context.ts';
import { answerMission } from './mission-words.ts';
import { missionIdOf } from './named-mission.ts';
import { type Reached, withGantry } from './reach-gantry.ts';
import { watchMission } from './watch-mission.ts';

/** How a mission is watched, and what comes after it. */
export interface Watching {
  /** End when it has ended, also where this command started Gantry. */
  readonly once: boolean;
  /** Show all that the tools print. */
  readonly verbose: boolean;
}

/** An idea to its links. Starts Gantry for as long as it takes where none runs, and then serves what it links to until Ctrl C. */
export const build = (
  context: Context,
  idea: string,
  {
    app,
    deploy,
    publish,
    ...watching
  }: Watching & {
    readonly app: string | undefined;
    readonly deploy: boolean;
    readonly publish: boolean;
  },
): Promise<Answer> =>
  takeAllTheWay(context, watching, async () => ({
    name: 'architect',
    input: { query: { wait: 0 }, body: { voice_memo: idea, app, deploy, publish } },
  }));

/** A change to an app, or to what a mission made. */
export const change = (context: Context, what: string, wish: string, watching: Watching): Promise<Answer> =>
  takeAllTheWay(context, watching, async () =>
    what.startsWith('msn_')
      ? { name: 'extendMission', input: { params: { mission_id: what }, body: { voice_memo: wish } } }
      : { name: 'architect', input: { query: { wait: 0 }, body: { voice_memo: wish, app: what } } },
  );

/** A mission again; `without` are checks that its owner does without. */
export const retry = (
  context: Context,
  what: string,
  {
    without,
    budget,
    ...watching
  }: Watching & { readonly without: readonly string[]; readonly budget?: number },
): Promise<Answer> =>
  takeAllTheWay(context, watching, async (gantry) => ({
    name: 'retryMission',
    input: {
      params: { mission_id: await missionIdOf(gantry, what) },
      body: {
        ...(without.length > 0 && { waive: without }),
        ...(budget !== undefined && { budget_usd: budget }),
      },
    },
  }));

type Start = (gantry: Reached) => Promise<{ readonly name: RouteName; readonly input: CallInput }>;

function takeAllTheWay(context: Context, watching: Watching, start: Start): Promise<Answer> {
  return withGantry(context, async (gantry) => {
    const { name, input } = await start(gantry);
    const mission = await gantry.call(name, input, missionViewSchema);
    const watched = await watchMission(context, gantry, {
      missionId: mission.mission_id,
      isVerbose: watching.verbose,
    });
    if (watched.kind === 'left')
      return { value: { mission_id: mission.mission_id, is_left: true }, text: '', code: 130 };
    const answer = await answerMission(gantry, watched.mission);
    if (!serves(context, gantry, watched.mission, watching)) return answer;
    print(`\n${answer.text}`);
    await serveUntilInterrupted(context);
    return { ...answer, text: '' };
  });
}

const serves = ({ isJson }: Context, { isOwn }: Reached, { url }: MissionView, { once }: Watching): boolean =>
  isOwn && url !== undefined && !once && !isJson;

/** Until Ctrl C, so that the links of what was built answer. */
export async function serveUntilInterrupted({ onInterrupt }: Context): Promise<void> {
  printError('\nGantry stays up so that these links work. Press Ctrl C to stop it.');
  const { promise, resolve } = Promise.withResolvers<void>();
  const hold = setInterval(() => {}, 60_000);
  const release = onInterrupt(resolve);
  await promise;
  release();
  clearInterval(hold);
}
