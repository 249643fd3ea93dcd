import { draftApp } from '../../../core/draft/draft-app.ts';
import { loadAuthored } from '../../../core/draft/draft-store.ts';
import { readMission } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import type { ModelTurn } from '../../../core/ports/model.ts';
import type { Draft } from '../../../core/wire/draft.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { newMissionId, play } from '../mission/play.ts';
import { request } from '../mission/samples.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { fakeModel } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { draftText, fileText } from './answer-texts.ts';

/** What stages are called with. */
export const options = { signal: never };
/** What authors write here. */
export const draft: Draft = {
  app: { slug: 'todo', title: 'To do', summary: 'Tasks.' },
  stack: 'static',
  files: [
    { path: 'a.js', content: 'bad\n' },
    { path: 'index.html', content: '<title>€</title>\n' },
  ],
  notes: 'First.',
  left_out: [{ what: 'Sign-in', why: 'Apps have no accounts.' }],
};
/** The draft as an author gives it. */
export const whole = draftText(draft);
/** Its files, each in a block. */
export const [first, second] = draft.files.map(fileText) as [string, string];

/** The labels of what a call was shown. */
export const labelsOf = (
  call: { messages: readonly { blocks: readonly object[] }[] } | undefined,
): unknown[] => call?.messages[0]?.blocks.flatMap((block) => ('label' in block ? [block.label] : [])) ?? [];
/** The last that a call was told. */
export const lastWords = (
  call: { messages: readonly { blocks: readonly { text: string }[] }[] } | undefined,
): string =>
  call?.messages
    .at(-1)
    ?.blocks.map(({ text }) => text)
    .join('\n') ?? '';

/** Missions whose author answers as a test says. */
export function authorRig(ports: TestPorts) {
  const started = async (life: readonly Command[] = [], wanted = request()): Promise<MissionId> =>
    (await play(life, { deps: ports, wanted, missionId: newMissionId() })).missionId;

  async function run(missionId: MissionId, turns: readonly ModelTurn[]) {
    const { model, calls } = fakeModel(turns);
    const { liveFeed } = fakeLiveFeed();
    const output = await draftApp({ ...ports, model, liveFeed })({ mission_id: missionId }, options);
    return { next: output.next, calls, mission: await readMission(ports)(missionId, options) };
  }

  /** One answer after the other, each in an invocation of its own, until something else than a draft is wanted. */
  async function runAll(missionId: MissionId, turns: readonly ModelTurn[]) {
    const calls = [];
    let last: Awaited<ReturnType<typeof run>> | undefined;
    for (const turn of turns) {
      last = await run(missionId, [turn]);
      calls.push(...last.calls);
      if (last.next !== 'draft') break;
    }
    return { ...(last as NonNullable<typeof last>), calls };
  }
  const filesOf = async (missionId: MissionId) => {
    const mission = await readMission(ports)(missionId, options);
    const stored = mission.attempts[0]?.draft ?? { attempt: 0, tree_sha256: '' };
    return (await loadAuthored(ports)(missionId, stored, never)).files;
  };
  return { started, run, runAll, filesOf };
}
