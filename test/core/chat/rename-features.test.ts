import { describe, expect, test } from 'vitest';
import { amendPlan, unknownFeatures } from '../../../core/chat/amend-plan.ts';
import { emptyConversation } from '../../../core/chat/conversations.ts';
import { decideReply } from '../../../core/chat/decide-reply.ts';
import type { KnownApp } from '../../../core/chat/plan-changes.ts';
import { changeDetails, rebaseChange } from '../../../core/chat/plan-changes.ts';
import { putForward } from '../../../core/chat/put-forward.ts';
import type { AgreedPlan, Consultation, Plan } from '../../../core/wire/chat.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { ConversationId } from '../../../core/wire/ids.ts';
import { needsNothing } from '../../../core/wire/spec.ts';
import { missionId } from '../mission/samples.ts';
import { fakeModel } from '../ports/fake-model.ts';
import { makePorts } from '../ports/make-ports.ts';
import { caller, meaning } from './talk.ts';

const sizes = 'Sizes: Small, Large';
const renamedTo = 'Sizes: Small, Family';
const check = (id: string, feature: string, words: string): Check => ({
  ...{ id, feature, words, core: id === 'c1' },
  steps: [{ do: 'see', what: '1' }],
});
const app: KnownApp = {
  ...{ title: 'Pizza', stack: 'static', features: ['Order', sizes] },
  ...{ app_id: 'app_1', slug: 'pizza', base: missionId, needs: needsNothing },
  checks: [
    check('c1', 'Order', 'An order is there.'),
    check('c2', sizes, 'A Large one costs 12.'),
    check('c3', sizes, 'A Small one costs 8.'),
  ],
};
const rename = (over: Partial<Consultation> = {}): Consultation =>
  meaning({ intent: 'change', rename_features: [{ from: 'sizes: small, large', to: renamedTo }], ...over });
const plan = (...features: string[]): AgreedPlan => ({ title: 'Pizza', stack: 'static', features });
const asPlan = (agreed: AgreedPlan, details: Pick<Plan, 'checks' | 'changes'>): Plan => ({
  ...{ ...agreed, plan_id: 'pln_1', estimate: { usd: 0, seconds: 1 }, needs: needsNothing, left_out: [] },
  ...details,
});

describe('a feature that gets another name', () => {
  test('is a change of the app like any other wish', () => {
    const standing = { plan: undefined, app, built: null, isRunning: false };
    const decision = decideReply(standing, rename());
    expect(decision).toEqual({ kind: 'propose', plan: plan('Order', renamedTo), of: 'app', unknown: [] });
    expect(decideReply({ ...standing, isRunning: true }, rename())).toEqual({ kind: 'wait' });
  });

  test('keeps its checks, which are tried by other steps', () => {
    const anew = { id: 'c2', feature: sizes, words: 'A Family one costs 12.' };
    const said = rename({ checks: [anew] });
    expect(changeDetails(app, undefined, said, plan('Order', renamedTo))).toMatchObject({
      checks: [
        { id: 'c2', feature: renamedTo, words: 'A Family one costs 12.' },
        { id: 'c3', feature: renamedTo, words: 'A Small one costs 8.' },
      ],
      changes: {
        ...{ added: [], changed: [renamedTo], removed: [], checks_dropped: [] },
        renamed: [{ from: sizes, to: renamedTo }],
      },
    });
  });

  test('loses a check only where that is asked for', () => {
    const details = changeDetails(app, undefined, rename({ drop_checks: ['c3'] }), plan('Order', renamedTo));
    expect(details.checks.map(({ id }) => id)).toEqual(['c2']);
    expect(details.changes.checks_dropped).toEqual([
      { id: 'c3', feature: renamedTo, words: 'A Small one costs 8.' },
    ]);
  });

  test('may get a third one before anybody says yes', () => {
    const first = changeDetails(app, undefined, rename(), plan('Order', renamedTo));
    const awaiting = asPlan(plan('Order', renamedTo), first);
    const again = meaning({ rename_features: [{ from: renamedTo, to: 'Sizes' }] });
    const agreed = amendPlan(awaiting, again);
    expect(agreed?.features).toEqual(['Order', 'Sizes']);
    const details = changeDetails(app, awaiting, again, agreed as AgreedPlan);
    expect(details.changes).toMatchObject({ removed: [], renamed: [{ from: sizes, to: 'Sizes' }] });
    expect(details.checks.map(({ id, feature }) => [id, feature])).toEqual([
      ['c2', 'Sizes'],
      ['c3', 'Sizes'],
    ]);
  });

  test('has it in a newer version of the app, too', () => {
    const details = changeDetails(app, undefined, rename(), plan('Order', renamedTo));
    const newer: KnownApp = { ...app, features: ['Order', 'Tips', sizes] };
    const rebased = rebaseChange(newer, {
      ...asPlan(plan('Order', renamedTo), details),
      changes: details.changes,
    });
    expect(rebased.features).toEqual(['Order', 'Tips', renamedTo]);
    expect(rebased.changes).toMatchObject({ removed: [], renamed: [{ from: sizes, to: renamedTo }] });
  });

  test('keeps the checks of a plan for an app that is not there yet', () => {
    const awaiting = asPlan(plan('Order', sizes), {
      checks: [{ id: 'c1', feature: sizes, words: 'A Small one costs 8.' }],
    });
    const deps = { ...makePorts(), model: fakeModel([]).model };
    const empty = emptyConversation({
      conversation_id: `cnv_${'0'.repeat(26)}` as ConversationId,
      owner: caller.id,
      app: null,
      created_at: '2026-01-01T00:00:00.000Z',
    });
    const conversation = { ...empty, plan: awaiting };
    const said = { conversation, known: undefined, consultation: rename(), message: 'Call it Family' };
    const next = putForward(deps, said, {
      kind: 'propose',
      plan: plan('Order', renamedTo),
      of: 'new',
      unknown: [],
    });
    expect(next.plan?.checks).toEqual([{ id: 'c1', feature: renamedTo, words: 'A Small one costs 8.' }]);
  });

  test('is asked about where nothing has the old name, and is one with a feature of the new one', () => {
    const unknown = rename({ rename_features: [{ from: 'Toppings', to: 'Extras' }] });
    expect(unknownFeatures(app, unknown)).toEqual(['Toppings']);
    const joined = rename({ rename_features: [{ from: sizes, to: 'order' }] });
    expect(amendPlan(app, joined)?.features).toEqual(['Order']);
  });
});
