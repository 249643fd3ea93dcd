import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amendPlan, samePlan } from '../../../core/chat/amend-plan.ts';
import { chatState, decideReply } from '../../../core/chat/decide-reply.ts';
import type { AgreedPlan, Consultation } from '../../../core/wire/chat.ts';

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

describe('what a consultation does', () => {
  const amended = { title: 'Tasks', stack: 'static', features: ['Add tasks', 'Search'] };
  const fresh = { title: 'Tasks', stack: 'static', features: ['Search'] };

  test.each<[Consultation['intent'], 'awaiting' | 'none', 'silent' | 'amending', unknown]>([
    ['other', 'awaiting', 'silent', { kind: 'keep' }],
    ['other', 'awaiting', 'amending', { kind: 'keep' }],
    ['other', 'none', 'silent', { kind: 'keep' }],
    ['other', 'none', 'amending', { kind: 'keep' }],
    ['confirm', 'awaiting', 'silent', { kind: 'build', plan }],
    ['confirm', 'awaiting', 'amending', { kind: 'build', plan: amended }],
    ['confirm', 'none', 'silent', { kind: 'keep' }],
    ['confirm', 'none', 'amending', { kind: 'propose', plan: fresh }],
    ['propose', 'awaiting', 'silent', { kind: 'keep' }],
    ['propose', 'awaiting', 'amending', { kind: 'propose', plan: amended }],
    ['propose', 'none', 'silent', { kind: 'keep' }],
    ['propose', 'none', 'amending', { kind: 'propose', plan: fresh }],
    ['revise', 'awaiting', 'silent', { kind: 'keep' }],
    ['revise', 'awaiting', 'amending', { kind: 'propose', plan: amended }],
    ['revise', 'none', 'silent', { kind: 'keep' }],
    ['revise', 'none', 'amending', { kind: 'propose', plan: fresh }],
  ])('%s with a plan %s, %s', (intent, awaiting, words, decision) => {
    const said = consultation({ intent, ...(words === 'amending' && amending) });
    expect(decideReply(awaiting === 'awaiting' ? plan : undefined, said)).toEqual(decision);
  });

  test('builds only by a confirm while a plan awaits it, whatever else it says', () => {
    const someConsultation = fc.record<Consultation>({
      intent: fc.constantFrom('propose', 'revise', 'confirm', 'other'),
      reply: fc.constant('Yes, build it now.'),
      title: fc.constantFrom(null, 'A'),
      stack: fc.constantFrom(null, 'node'),
      add_features: fc.array(fc.constantFrom('a', 'b', 'dark mode')),
      remove_features: fc.array(fc.constantFrom('a', 'Dark mode')),
    });
    fc.assert(
      fc.property(fc.option(fc.constant(plan), { nil: undefined }), someConsultation, (awaiting, said) => {
        const isConfirmed = awaiting !== undefined && said.intent === 'confirm';
        expect(decideReply(awaiting, said).kind === 'build').toBe(isConfirmed);
      }),
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
  [{ hasPlan: true, isBuilding: true }, 'BUILDING'],
  [{ hasPlan: false, isBuilding: true }, 'BUILDING'],
  [{ hasPlan: true, isBuilding: false }, 'NEEDS_CONFIRMATION'],
  [{ hasPlan: false, isBuilding: false }, 'NEEDS_INPUT'],
])('%o waits as %s', (conversation, state) => {
  expect(chatState(conversation)).toBe(state);
});
