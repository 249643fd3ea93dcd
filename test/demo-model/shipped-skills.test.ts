import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { nodeDigest } from '../../adapters/node/digest.ts';
import { changesBetween } from '../../core/draft/changes-between.ts';
import { collectWritten } from '../../core/draft/collect-written.ts';
import type { Written } from '../../core/draft/written.ts';
import type { SkillHandler } from '../../core/skill/define-skill.ts';
import {
  consultOutputSchema,
  type draftInputSchema,
  draftOutputSchema,
  type healInputSchema,
} from '../../core/skill/hook-inputs.ts';
import { makeNonce } from '../../core/skill/make-nonce.ts';
import type { SourceFile } from '../../core/wire/draft.ts';
import { builtInModel } from '../../demo-model/model.ts';
import { skill as consult } from '../../skills/consult/handler.ts';
import { skill as draft } from '../../skills/draft/handler.ts';
import { skill as heal } from '../../skills/heal/handler.ts';
import { afterAnswer } from './support/ask-built-in.ts';
import { failuresOf } from './support/composed-app.ts';

const run = (skill: SkillHandler, input: unknown, onDelta?: (text: string) => void): Promise<unknown> =>
  skill.run({
    input,
    ports: {
      model: builtInModel(),
      nonceFor: makeNonce(nodeDigest)('msn_1'),
      ...(onDelta && { onDelta }),
    },
    signal: new AbortController().signal,
  });

const author = {
  instructions: ['You write apps.'],
  task: ['Write the app.'],
  request: 'Build a habit tracker with streaks',
  plan: null,
  source: [],
  changed: [],
};

async function written(skill: SkillHandler, input: unknown): Promise<Written> {
  const outcome = draftOutputSchema.parse(await run(skill, input));
  if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome));
  expect(outcome.answer.odd).toEqual([]);
  const { written, remarks, problem } = collectWritten(outcome.answer.parts);
  expect([remarks, problem]).toEqual([[], undefined]);
  return written;
}

const drafted = async (over: Partial<z.input<typeof draftInputSchema>>): Promise<readonly SourceFile[]> =>
  afterAnswer(over.source ?? [], await written(draft, { ...author, app: null, ...over }));

const healed = (over: Partial<z.input<typeof healInputSchema>>): Promise<Written> =>
  written(heal, {
    ...author,
    failure: { kind: 'code', step: 'test', message: '1 test failed.', excerpt: 'not ok 1' },
    findings: [],
    strategy: 'mend',
    earlier_heals: [],
    ...over,
  });

describe('the built-in model, asked by the skills of the house', () => {
  it('consults: its reply is streamed, and its decision fits', async () => {
    const heard: string[] = [];
    const input = { instructions: [], message: 'Build a calculator', plan: null, conversation: [] };
    const outcome = consultOutputSchema.parse(await run(consult, input, (text) => heard.push(text)));
    if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome));
    expect(outcome.answer).toMatchObject({ intent: 'propose', title: 'Calculator' });
    expect(heard.join('').trim()).toBe(outcome.answer.reply);
    expect(heard.length).toBeGreaterThan(2);
  });

  it('drafts, and heals its own slip', async () => {
    const source = await drafted({});
    const files = afterAnswer(source, await healed({ source: [...source] }));
    expect(await failuresOf(source)).not.toEqual([]);
    expect(await failuresOf(files)).toEqual([]);
  });

  it('heals what became of the files since they were first shown, not what they were', async () => {
    const plan = { title: 'Habit tracker', stack: 'static' as const, features: ['Dark mode'] };
    const base = await drafted({ plan });
    const now = await drafted({});
    const answer = await healed({ source: [...base], changed: changesBetween(base, now) });
    expect(answer.edits.map(({ path }) => path)).toEqual(['src/streaks.js']);
    expect(await failuresOf(afterAnswer(now, answer))).toEqual([]);
  });

  it('extends', async () => {
    const plan = { title: 'Calculator', stack: 'static' as const, features: ['History'] };
    const source = await drafted({ plan });
    const app = { slug: 'calculator', title: 'Calculator' };
    const files = await drafted({ app, source: [...source], request: 'Add dark mode' });
    const both = await drafted({ plan: { ...plan, features: ['Dark mode', 'History'] } });
    expect(files).toEqual(both);
  });

  it('says that it cannot where it cannot', async () => {
    const answer = await written(draft, { ...author, app: null, request: 'Build a compiler' });
    expect(answer.cannot?.why).toContain('none of the apps');
  });

  it('answers again when it is told that its last answer was of no use', async () => {
    const unreadable = { because: 'unreadable' as const, why: 'It holds no block.' };
    const progress = { parts: [], last: unreadable, missing: [], brokeOff: null };
    expect(await drafted({ progress })).toEqual(await drafted({}));
  });
});
