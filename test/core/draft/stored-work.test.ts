import { beforeEach, describe, expect, test } from 'vitest';
import { receiptOf } from '../../../core/budget/receipt.ts';
import { draftApp } from '../../../core/draft/draft-app.ts';
import { loadDraft, savePartial } from '../../../core/draft/draft-store.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import { retryMission } from '../../../core/mission/create-mission.ts';
import type { Command } from '../../../core/mission/decide.ts';
import { explainCaught } from '../../../core/mission/explain-caught.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import type { Model, ModelTurn } from '../../../core/ports/model.ts';
import type { Draft } from '../../../core/wire/draft.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands, request, userId } from '../mission/samples.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { inEveryRole, modelFacts, nonceOf } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { draftText } from './answer-texts.ts';
import { completed } from './completed.ts';
import { putDraft } from './put-draft.ts';

const options = { signal: never };
const modelId = 'anthropic.claude-sonnet-4-6';
const priced = modelFacts(modelId, {
  usd_per_million_tokens: { input: 3, output: 15, cache_read: 0.3, cache_write: 3.75 },
});
const caller = { id: userId, username: 'ada', role: 'member', sessionId: 'ses_1' } as const;
const draft: Draft = {
  app: { slug: 'todo', title: 'To do', summary: 'Tasks.' },
  stack: 'static',
  files: [{ path: 'index.html', content: '<title>To do</title>\n' }],
  notes: 'First.',
  left_out: [],
};
const turn: ModelTurn = {
  modelId,
  usage: { inputTokens: 1_000, outputTokens: 4_000, cacheReadTokens: 0, cacheWriteTokens: 0 },
  stop: 'answered',
  text: draftText(draft),
};

let ports: TestPorts;
let asked: Parameters<Model['converse']>[0][];
beforeEach(() => {
  ports = makePorts();
  asked = [];
});

const deps = () => {
  const model: Model = {
    id: modelId,
    models: inEveryRole(priced),
    label: 'priced',
    isBuiltIn: false,
    converse: async (call) => {
      asked.push(call);
      return { ...turn, text: turn.text.replaceAll('NONCE', nonceOf(call)) };
    },
  };
  return { ...ports, model, liveFeed: fakeLiveFeed().liveFeed };
};
const read = (missionId: MissionId): Promise<Mission> => readMission(ports)(missionId, options);
const run = (missionId: MissionId, command: Command): Promise<Mission> =>
  runCommand(ports)({ missionId, command, actor: 'gantry' }, options);
const author = (missionId: MissionId) => draftApp(deps())({ mission_id: missionId }, options);

/** Ends a mission as the state machine does when a stage threw this. */
async function stop(missionId: MissionId, error: unknown): Promise<Mission> {
  const { name, message } = error as Error;
  const fault = explainCaught({ name, cause: message, step: 'HealApp' });
  return run(missionId, {
    kind: 'settle',
    fault,
    receipt: await receiptOf(ports)(await read(missionId), never),
  });
}

async function stopped(budgetUsd: number): Promise<Mission> {
  const { missionId } = await play([], {
    deps: ports,
    missionId: newMissionId(),
    wanted: request({ budget_usd: budgetUsd }),
  });
  const end = await author(missionId).then(
    () => undefined,
    (error: unknown) => error,
  );
  return stop(
    missionId,
    end ?? Object.assign(new Error('This mission’s budget is spent.'), { name: 'BudgetSpent' }),
  );
}

const retry = (mission: Mission, budgetUsd = 5): Promise<Mission> =>
  retryMission(ports)({ caller, mission, budgetUsd, idempotencyKey: undefined }, options);

describe('a mission at its cap', () => {
  test('ends BLOCKED, kind budget, with a receipt and a checkpoint', async () => {
    const mission = await stopped(0.6);
    expect(mission).toMatchObject({ status: 'BLOCKED', failure: { kind: 'budget', step: 'heal-app' } });
    const last = (await ports.eventLog.read(mission.missionId, { afterSeq: 0 }, never)).at(-1);
    expect(last).toMatchObject({
      event: 'mission-stopped',
      data: {
        cost: { usd: 0.063 },
        receipt: {
          budget_usd: 0.6,
          spent_usd: 0.063,
          lines: [
            { kind: 'call', step: 'draft-app', model_id: modelId, spent_usd: 0.063, output_tokens: 4_000 },
          ],
        },
        checkpoint: { mission_id: mission.missionId, attempt: 0 },
      },
    });
  });

  test('has no checkpoint when nothing was stored', async () => {
    const mission = await stopped(0.0001);
    expect(asked).toEqual([]);
    const last = (await ports.eventLog.read(mission.missionId, { afterSeq: 0 }, never)).at(-1);
    expect(last?.data).toMatchObject({ checkpoint: null, receipt: { spent_usd: 0, lines: [] } });
    expect(mission.failure?.message).toContain('budget_usd');
  });
});

describe('its retry', () => {
  test('goes on from the stored draft, which costs nothing and passes the gate again', async () => {
    const earlier = await stopped(0.6);
    const again = await retry(earlier);
    expect(again.request).toMatchObject({ resumes: earlier.missionId, budget_usd: 5 });
    expect((await author(again.missionId)).next).toBe('gate');
    expect(asked).toHaveLength(1);
    const mission = await read(again.missionId);
    expect(mission.attempts).toMatchObject([
      {
        attempt: 0,
        gate: undefined,
        draft: {
          tree_sha256: earlier.attempts[0]?.draft?.tree_sha256,
          added: [{ path: 'vercel.json' }],
          model_id: modelId,
          cost: { usd: 0 },
          carried_from: { mission_id: earlier.missionId, attempt: 0 },
        },
      },
    ]);
    expect(mission.message).toContain('taken over');
    expect(
      await loadDraft(ports)(
        again.missionId,
        { attempt: 0, tree_sha256: treeSha256(ports.digest, completed(draft).files) },
        never,
      ),
    ).toEqual(completed(draft));
  });

  test('of a retry that stored nothing goes on from what the first one stored', async () => {
    const first = await stopped(0.6);
    const second = await retry(first, 0.0001);
    const error = Object.assign(new Error('spent'), { name: 'BudgetSpent' });
    const third = await retry(await stop(second.missionId, error));
    expect(third.request.resumes).toBe(first.missionId);
  });

  test('begins anew where nothing was stored before', async () => {
    expect((await retry(await stopped(0.0001))).request.resumes).toBeUndefined();
  });

  test('goes on from what arrived of cut-off answers where there is no draft', async () => {
    const { missionId } = await play([], { deps: ports, missionId: newMissionId(), wanted: request() });
    const parts = [{ kind: 'file', path: 'a.js', content: 'a\n' }];
    const last = { because: 'length', open: null };
    const progress = JSON.stringify({ parts, last, missing: [], brokeOff: null });
    const key = await savePartial(ports)(missionId, 0, 1, progress, never);
    await run(missionId, commands()['start-authoring']);
    const { data } = commands()['note-cut-off'];
    await run(missionId, { kind: 'note-cut-off', data: { ...data, partial_key: key } });
    const error = Object.assign(new Error('spent'), { name: 'BudgetSpent' });
    const again = await retry(await stop(missionId, error));
    await author(again.missionId);
    expect(asked[0]?.messages[1]).toMatchObject({ role: 'assistant' });
    expect(asked[0]?.messages[1]?.blocks[0]?.text).toContain('file="a.js">\na\n');
  });

  test('writes anew where something else than the budget failed', async () => {
    const { missionId } = await play([], { deps: ports, missionId: newMissionId(), wanted: request() });
    await author(missionId);
    const ended = await stop(missionId, Object.assign(new Error('broken'), { name: 'DependencyRefused' }));
    const again = await retry(ended);
    expect(again.request.resumes).toBeUndefined();
    await author(again.missionId);
    expect(asked).toHaveLength(2);
  });

  test('takes over no draft that is not the one its event tells of', async () => {
    const earlier = await stopped(0.6);
    const again = await retry(earlier);
    const changed = { ...draft, files: [{ path: 'index.html', content: 'other' }] };
    await putDraft(ports, earlier.missionId, changed, earlier.attempts[0]?.draft);
    await expect(author(again.missionId)).rejects.toMatchObject({ code: 'draft_changed' });
  });
});
