import { expect, test } from 'vitest';
import { changeLines, pullChanges } from '../../../core/app/pull-changes.ts';
import { saveDraft } from '../../../core/draft/draft-store.ts';
import type { Attempt } from '../../../core/mission/attempt.ts';
import { emptyAttempt } from '../../../core/mission/attempt.ts';
import type { Command } from '../../../core/mission/decide.ts';
import { play } from '../mission/play.ts';
import { commands, type missionId, request } from '../mission/samples.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { testedMission } from './tested-mission.ts';

const deps = makePorts();
const app = { slug: 'calculator', title: 'Calculator', summary: 'Adds.' };
const draftOf = (content: string, path = 'src/add.js') => ({
  app,
  stack: 'static' as const,
  files: [
    { path: 'index.html', content: '<title>Calculator</title>\n' },
    { path, content },
  ],
  notes: '',
  left_out: [],
});

interface Written {
  readonly content: string;
  readonly isSentBack?: true;
}

/** The commands of one attempt after another one. */
async function commandsOf(
  id: typeof missionId,
  attempt: number,
  { content, isSentBack }: Written,
): Promise<Command[]> {
  const all = commands(attempt);
  const heal = commands(attempt - 1)['request-heal'];
  const tree_sha256 = await saveDraft(deps)(id, attempt, draftOf(content), never);
  const healed = attempt === 0 ? {} : { diagnosis: 'The *sign* was wrong.' };
  return [
    ...(attempt === 0 ? [] : [heal]),
    { kind: 'store-draft', data: { ...all['store-draft'].data, tree_sha256, ...healed } },
    ...(isSentBack === true ? [] : [all['pass-gate']]),
  ];
}

/** A mission whose attempts have these drafts; what the gate sent back never passed. */
async function drafted(drafts: readonly Written[], wanted = request()) {
  const id = deps.ids.make('msn') as typeof missionId;
  const life: Command[] = [];
  for (const [attempt, draft] of drafts.entries()) life.push(...(await commandsOf(id, attempt, draft)));
  return play(life, { deps, missionId: id, wanted });
}

test('what each heal changed stands with why and what its author found, and its diff', async () => {
  const mission = await drafted([{ content: 'a - b\n' }, { content: 'a + b\n' }]);
  const text = changeLines(await pullChanges(deps)(mission, never)).join('\n\n');
  expect(text).toMatch(
    /^## What heals changed\n\n\*\*Heal 1\*\*: The app does not pass its own tests\. The \\\*sign\\\* was wrong\./,
  );
  expect(text).toContain('```diff\n');
  expect(text).toContain('-a - b\n+a + b\n');
});

test('a draft that the gate sent back is never shown, since it may hold what nobody is to read', async () => {
  const secret = 'const key = "a secret";\n';
  const mission = await drafted([
    { content: 'a - b\n' },
    { content: secret, isSentBack: true },
    { content: 'a + b\n' },
  ]);
  const text = changeLines(await pullChanges(deps)(mission, never)).join('\n\n');
  expect(text).not.toContain('a secret');
  expect(text).toContain('-a - b\n+a + b\n');
});

test('an extension shows what differs from what it extends, whatever is merged', async () => {
  const first = await testedMission(deps, { files: [{ path: 'src/add.js', content: 'a - b\n' }] });
  const mission = await drafted([{ content: 'a + b\n' }], request({ extends: first.missionId }));
  const text = changeLines(await pullChanges(deps)(mission, never)).join('\n\n');
  expect(text).toMatch(/^## What this changes\n\n```diff\n/);
  expect(text).toContain('+<title>Calculator</title>');
  expect(text).toContain('-a - b\n+a + b\n');
});

test('an extension of what was never tested, or that has no draft, shows what there is', async () => {
  const { missionId: untested } = await play([], { deps });
  const mission = await drafted([], request({ extends: untested }));
  expect(changeLines(await pullChanges(deps)(mission, never))).toEqual([
    '## What this changes',
    'No file differs.',
  ]);
});

test('diffs are bounded, and say where the rest is', () => {
  const attempt: Attempt = emptyAttempt(1, undefined);
  const files = [{ path: 'a.txt', before: null, after: 'é\n'.repeat(20_000) }];
  const [, heal = '', diff = ''] = changeLines({
    heals: [
      { attempt, files },
      { attempt, files: [] },
    ],
    extended: undefined,
  });
  expect(heal).toBe('**Heal 1**');
  expect(Buffer.byteLength(diff)).toBeLessThan(6_200);
  expect(diff).toMatch(/```\n\nThe rest is in the files of the mission\.$/);
});
