import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { checkLive } from '../../../core/app/check-live.ts';
import { deployApp } from '../../../core/app/deploy-app.ts';
import { publishApp } from '../../../core/app/publish-app.ts';
import { reviewApp } from '../../../core/app/review-app.ts';
import { userLimits } from '../../../core/budget/budgets.ts';
import { converse } from '../../../core/chat/converse.ts';
import { draftApp } from '../../../core/draft/draft-app.ts';
import { healApp } from '../../../core/draft/heal-app.ts';
import { settle } from '../../../core/mission/settle.ts';
import type { Model, ModelRole } from '../../../core/ports/model.ts';
import type { SkillText } from '../../../core/skill/texts.ts';
import type { Hook } from '../../../core/wire/skill.ts';
import { caller, deps, options, stage, useFreshPorts } from '../app/shipping-rig.ts';
import { testedMission } from '../app/tested-mission.ts';
import { putDraft } from '../draft/put-draft.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands, userId } from '../mission/samples.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { fakePodHost } from '../ports/fake-pod-host.ts';
import { never } from '../ports/never.ts';
import { knownModel } from './known-model.ts';

useFreshPorts();

const root = join(import.meta.dirname, '../../..');
const facts = knownModel('claude-sonnet-4-6');
const all = commands();
/** What was held when the model was asked, call by call: of the user's day, and of the mission. */
let held: { readonly role: ModelRole; readonly day: number; readonly mission: number }[] = [];
beforeEach(() => {
  held = [];
});

/** Costs money, would rather not, and looks into the books before it says so. */
const watching = (missionId?: string): Model => ({
  id: facts.id,
  models: { author: [facts], quick: [facts] },
  label: 'watching',
  isBuiltIn: false,
  async converse({ role }) {
    const { daily } = userLimits(deps.budgets, userId, deps.clock.nowMs());
    const accounts = [daily.account, `mission#${missionId}`];
    const [day = 0, mission = 0] = await Promise.all(
      accounts.map(async (account) => (await deps.ledger.read(account, never)).heldMicroUsd),
    );
    held.push({ role, day, mission });
    const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
    return { modelId: facts.id, usage, stop: 'refused', text: 'No.' };
  },
});
/** A skill of words alone, so that the hook's own skill asks the model what they say. */
const words = (hook: Hook): SkillText => ({
  frontMatter: { name: `words-${hook}`, description: hook, hook },
  instructions: 'Look closely.',
  sha256: 'a'.repeat(64),
  handler: undefined,
});
const rig = (missionId?: string) => ({
  ...deps,
  model: watching(missionId),
  liveFeed: fakeLiveFeed().liveFeed,
  podHost: fakePodHost().podHost,
  texts: { ...deps.texts, skills: [...deps.texts.skills, words('review'), words('after-ship')] },
});

describe('every call of a model is held before it is made', () => {
  test('in a conversation, against its user', async () => {
    const input = { caller, message: 'a calculator', conversationId: undefined, onDelta: undefined };
    await converse(rig())(input, options);
    expect(held).toEqual([{ role: 'quick', day: expect.any(Number), mission: 0 }]);
    expect(held[0]?.day).toBeGreaterThan(0);
  });

  test('of a draft, against its mission and its user', async () => {
    const { missionId } = await play([], { deps, missionId: newMissionId() });
    await draftApp(rig(missionId))(stage(missionId), options);
    expect(held.map(({ role }) => role)).toEqual(['author']);
    for (const { day, mission } of held) expect(Math.min(day, mission)).toBeGreaterThan(0);
  });

  test('of a heal', async () => {
    const missionId = newMissionId();
    const files = [{ path: 'a.js', content: 'bad' }];
    const app = { slug: 'todo', title: 'To do', summary: 'Tasks.' };
    await putDraft(deps, missionId, { app, stack: 'static', files, notes: '', left_out: [] });
    await play([all['start-authoring'], all['store-draft'], all['request-heal']], { deps, missionId });
    await healApp(rig(missionId))(stage(missionId), options);
    expect(held.map(({ role }) => role)).toEqual(['author']);
    for (const { day, mission } of held) expect(Math.min(day, mission)).toBeGreaterThan(0);
  });

  test('of a review and of the words after shipping', async () => {
    const { missionId } = await testedMission(deps);
    await reviewApp(rig(missionId))(stage(missionId), options);
    await deployApp(deps)(stage(missionId), options);
    await checkLive(deps)(stage(missionId), options);
    await publishApp(deps)(stage(missionId), options);
    await settle(rig(missionId))({ mission_id: missionId, error: null }, options);
    expect(held).toHaveLength(2);
    for (const { day, mission } of held) expect(Math.min(day, mission)).toBeGreaterThan(0);
  });
});

test('nobody but the budget asks a model itself, and skills ask the one that they are given', () => {
  const rooms = ['core', 'functions', 'skills', 'local'];
  const asking = rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.includes('_generated'))
      .map((name) => join(room, name))
      .filter((path) =>
        /\.converse\b|\[['"`]converse['"`]\]|\{[^}]*\bconverse\b[^}]*\}\s*=/.test(
          readFileSync(join(root, path), 'utf8'),
        ),
      ),
  );
  expect(asking.sort()).toEqual([
    'core/budget/budgeted-model.ts',
    // Notes the size of a call of its budgeted model.
    'core/draft/author.ts',
    // A word at the start and at a deployment, which nobody's budget is for.
    'core/model/try-model.ts',
    'core/skill/ask-author.ts',
    'core/skill/ask-model.ts',
    'core/skill/metered-model.ts',
    // Hands the call on and counts what failed.
    'functions/_onion/spending.ts',
  ]);
});

test('whatever runs a skill or asks a question gives it a budgeted model', () => {
  const running = readdirSync(join(root, 'core'), { recursive: true, encoding: 'utf8' })
    .map((name) => join('core', name))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .filter(
      ({ text }) =>
        /\brunSkills\(|handler\.run\(|\baskModel\(/.test(text) &&
        !/export const runSkills|export async function askModel/.test(text),
    );
  expect(running.map(({ path }) => path).sort()).toEqual([
    'core/app/note-release.ts',
    'core/app/review-app.ts',
    'core/chat/ask-consult.ts',
    'core/draft/author.ts',
    'core/spec/ask-specify.ts',
    'core/spec/question-check.ts',
  ]);
  for (const { text, path } of running) expect(text, path).toMatch(/const model = budgetedModel\(/);
});
