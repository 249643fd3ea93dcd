import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amendPlan, samePlan, unknownFeatures } from '../../../core/chat/amend-plan.ts';
import type { Standing } from '../../../core/chat/decide-reply.ts';
import { chatState, decideReply } from '../../../core/chat/decide-reply.ts';
import type { KnownApp } from '../../../core/chat/plan-changes.ts';
import type { AgreedPlan, Consultation, Plan } from '../../../core/wire/chat.ts';
import { consultIntentSchema } from '../../../core/wire/chat.ts';
import { needsNothing } from '../../../core/wire/spec.ts';
import { missionId } from '../mission/samples.ts';

const plan: AgreedPlan = { title: 'To do', stack: 'static', features: ['Add tasks', 'Dark mode'] };
const consultation = (over: Partial<Consultation> = {}): Consultation => ({
  intent: 'revise',
  reply: 'Fine.',
  title: null,
  stack: null,
  add_features: [],
  remove_features: [],
  ...over,
});
const amending = { title: 'Tasks', add_features: ['Search'], remove_features: ['Dark mode'] };
const awaitingPlan: Plan = {
  ...plan,
  plan_id: 'pln_1',
  estimate: { usd: 0, seconds: 60 },
  needs: needsNothing,
  left_out: [],
  checks: [],
};
const changePlan: Plan = { ...awaitingPlan, changes: { added: [], changed: [], removed: [] } };
const app: KnownApp = {
  ...plan,
  app_id: 'app_1',
  slug: 'to-do',
  base: missionId,
  checks: [],
  needs: needsNothing,
};
const standing = (over: Partial<Standing> = {}): Standing => ({
  plan: undefined,
  app: undefined,
  built: null,
  isRunning: false,
  ...over,
});

describe('what a consultation does', () => {
  const amended = { title: 'Tasks', stack: 'static', features: ['Add tasks', 'Search'] };
  const fresh = { title: 'Tasks', stack: 'static', features: ['Search'] };
  const propose = (proposed: object, of: 'new' | 'app' = 'new') => ({
    kind: 'propose',
    plan: proposed,
    ...{ of, unknown: [] },
  });

  test.each<[Consultation['intent'], 'awaiting' | 'none', 'silent' | 'amending', unknown]>([
    ['other', 'awaiting', 'silent', { kind: 'keep' }],
    ['other', 'awaiting', 'amending', { kind: 'keep' }],
    ['other', 'none', 'silent', { kind: 'keep' }],
    ['other', 'none', 'amending', { kind: 'keep' }],
    ['ask', 'awaiting', 'amending', { kind: 'keep' }],
    ['undo', 'awaiting', 'amending', { kind: 'undo' }],
    ['confirm', 'awaiting', 'silent', { kind: 'build', plan }],
    ['confirm', 'awaiting', 'amending', { kind: 'build', plan: amended }],
    ['confirm', 'none', 'silent', { kind: 'keep' }],
    ['confirm', 'none', 'amending', propose(fresh)],
    ['propose', 'awaiting', 'silent', { kind: 'keep' }],
    ['propose', 'awaiting', 'amending', propose(amended)],
    ['propose', 'none', 'silent', { kind: 'keep' }],
    ['propose', 'none', 'amending', propose(fresh)],
    ['revise', 'awaiting', 'silent', { kind: 'keep' }],
    ['revise', 'awaiting', 'amending', propose(amended)],
    ['revise', 'none', 'silent', { kind: 'keep' }],
    ['revise', 'none', 'amending', propose(fresh)],
    ['new-app', 'awaiting', 'silent', { kind: 'keep' }],
    ['new-app', 'awaiting', 'amending', propose(fresh)],
    ['fault', 'awaiting', 'amending', { kind: 'keep' }],
  ])('%s with a plan %s, %s', (intent, awaiting, words, decision) => {
    const said = consultation({ intent, ...(words === 'amending' && amending) });
    const awaited = awaiting === 'awaiting' ? awaitingPlan : undefined;
    expect(decideReply(standing({ plan: awaited }), said)).toEqual(decision);
  });

  test.each<Consultation['intent']>(['propose', 'revise', 'change', 'confirm'])(
    'where there is an app, %s changes that one and builds nothing',
    (intent) => {
      const said = consultation({ intent, ...amending });
      expect(decideReply(standing({ app }), said)).toEqual(propose(amended, 'app'));
    },
  );

  test('a plan that changes the app stays one when it is revised; another app is one for itself', () => {
    const said = consultation({ add_features: ['Search'] });
    const both = standing({ app, plan: changePlan });
    expect(decideReply(both, said)).toMatchObject({ kind: 'propose', of: 'app' });
    expect(decideReply(standing({ app, plan: awaitingPlan }), said)).toMatchObject({ of: 'new' });
    const another = consultation({ intent: 'new-app', title: 'Notes', add_features: ['Write'] });
    expect(decideReply(both, another)).toMatchObject({ of: 'new', plan: { features: ['Write'] } });
  });

  test('after a first build that came to nothing, a wish changes what was to be built', () => {
    const said = consultation({ intent: 'change', add_features: ['Search'] });
    expect(decideReply(standing({ built: plan }), said)).toMatchObject({
      ...{ kind: 'propose', of: 'new' },
      plan: { features: ['Add tasks', 'Dark mode', 'Search'] },
    });
  });

  test('a change of how a feature works is one, though no feature comes or goes', () => {
    const said = (over: Partial<Consultation>) => consultation({ intent: 'change', ...over });
    expect(decideReply(standing({ app }), said({ change_features: ['dark mode'] })).kind).toBe('propose');
    expect(decideReply(standing({ app }), said({ drop_checks: ['c1'] })).kind).toBe('propose');
    expect(decideReply(standing({ app }), said({})).kind).toBe('keep');
  });

  test('asks about what it would remove and does not find, and builds nothing meanwhile', () => {
    const said = consultation({ intent: 'change', remove_features: ['Chart'] });
    expect(decideReply(standing({ app }), said)).toEqual({ kind: 'ask', unknown: ['Chart'] });
    const yes = { ...said, intent: 'confirm' as const };
    expect(decideReply(standing({ plan: awaitingPlan }), yes)).toEqual({ kind: 'ask', unknown: ['Chart'] });
    const more = { ...yes, add_features: ['Search'] };
    expect(decideReply(standing({ plan: awaitingPlan }), more)).toMatchObject({
      ...{ kind: 'propose', unknown: ['Chart'] },
      plan: { features: ['Add tasks', 'Dark mode', 'Search'] },
    });
  });

  test('a fault needs an app and a sentence that says what should happen', () => {
    const fault = { feature: 'Add tasks', words: 'A task stays.' };
    const said = consultation({ intent: 'fault', fault });
    expect(decideReply(standing({ app }), said)).toEqual({ kind: 'fault' });
    expect(decideReply(standing(), said)).toEqual({ kind: 'keep' });
    expect(decideReply(standing({ isRunning: true }), said)).toEqual({ kind: 'wait' });
    expect(decideReply(standing({ app }), consultation({ intent: 'fault' }))).toEqual({ kind: 'keep' });
  });

  test.each<[Consultation['intent'], Partial<Consultation>, 'wait' | 'keep']>([
    ['change', { add_features: ['Search'] }, 'wait'],
    ['change', { change_features: ['Dark mode'] }, 'wait'],
    ['new-app', { title: 'Notes' }, 'wait'],
    ['change', {}, 'keep'],
    ['confirm', {}, 'keep'],
    ['other', { add_features: ['Search'] }, 'keep'],
  ])('while something runs, %s with %o is %s', (intent, over, kind) => {
    const said = consultation({ intent, ...over });
    expect(decideReply(standing({ isRunning: true }), said)).toEqual({ kind });
  });

  test('while something runs, no yes builds, and the plan that awaits may be revised', () => {
    const running = standing({ isRunning: true, plan: changePlan, app });
    const yes = consultation({ intent: 'confirm' });
    expect(decideReply(running, yes)).toEqual({ kind: 'busy' });
    expect(decideReply(running, { ...yes, add_features: ['Search'] })).toEqual({ kind: 'busy' });
    expect(decideReply(running, consultation({ add_features: ['Search'] })).kind).toBe('propose');
  });

  test('builds only by a confirm while a plan awaits it, whatever else it says', () => {
    const someConsultation = fc.record<Consultation>({
      intent: fc.constantFrom(...consultIntentSchema.options),
      reply: fc.constant('Yes, build it now.'),
      title: fc.constantFrom(null, 'A'),
      stack: fc.constantFrom(null, 'node'),
      add_features: fc.array(fc.constantFrom('a', 'b', 'dark mode')),
      remove_features: fc.array(fc.constantFrom('a', 'Dark mode')),
    });
    fc.assert(
      fc.property(
        fc.option(fc.constant(awaitingPlan), { nil: undefined }),
        fc.option(fc.constant(app), { nil: undefined }),
        someConsultation,
        (awaiting, ours, said) => {
          const isConfirmed =
            awaiting !== undefined &&
            said.intent === 'confirm' &&
            unknownFeatures(awaiting, said).length === 0;
          const decision = decideReply(standing({ plan: awaiting, app: ours }), said);
          expect(decision.kind === 'build').toBe(isConfirmed);
        },
      ),
    );
  });
});

describe('an amended plan', () => {
  test('keeps everything that was agreed and is not removed by name', () => {
    const features = fc.uniqueArray(fc.constantFrom('A', 'B', 'C', 'D', 'E'));
    fc.assert(
      fc.property(features, features, features, (agreed, add_features, remove_features) => {
        const after = amendPlan(
          { ...plan, features: agreed },
          consultation({ add_features, remove_features }),
        );
        const kept = agreed.filter((feature) => !remove_features.includes(feature));
        expect(after?.features.slice(0, kept.length)).toEqual(kept);
        expect(new Set(after?.features)).toEqual(new Set([...kept, ...add_features]));
      }),
    );
  });

  test('removes and doubles by what a feature reads like', () => {
    const said = consultation({
      add_features: ['add  TASKS', 'Search', 'search'],
      remove_features: [' dark   mode '],
    });
    expect(amendPlan(plan, said)?.features).toEqual(['Add tasks', 'Search']);
  });

  test('never pushes an agreed feature out by adding too many', () => {
    const add_features = Array.from({ length: 40 }, (_, index) => `Feature ${index}`);
    const after = amendPlan(plan, consultation({ add_features }));
    expect(after?.features).toHaveLength(40);
    expect(after?.features.slice(0, 2)).toEqual(plan.features);
  });

  test('takes a new title and stack, and is static unless something else is said', () => {
    expect(amendPlan(plan, consultation({ title: 'X', stack: 'node' }))).toMatchObject({
      title: 'X',
      stack: 'node',
    });
    expect(amendPlan(undefined, consultation({ title: 'X' }))).toEqual({
      title: 'X',
      stack: 'static',
      features: [],
    });
    expect(amendPlan(undefined, consultation())).toBeUndefined();
  });
});

test.each([
  [{}, true],
  [{ title: 'x' }, false],
  [{ stack: 'node' as const }, false],
  [{ features: ['Add tasks'] }, false],
  [{ features: ['Dark mode', 'Add tasks'] }, false],
])('plans that differ by %o build the same: %s', (over, same) => {
  expect(samePlan(plan, { ...plan, ...over })).toBe(same);
});

test.each([
  [{ hasPlan: true, isBuilding: true }, 'NEEDS_CONFIRMATION'],
  [{ hasPlan: false, isBuilding: true }, 'BUILDING'],
  [{ hasPlan: true, isBuilding: false }, 'NEEDS_CONFIRMATION'],
  [{ hasPlan: false, isBuilding: false }, 'NEEDS_INPUT'],
])('%o waits as %s', (conversation, state) => {
  expect(chatState(conversation)).toBe(state);
});
