import { describe, expect, test } from 'vitest';
import { agreeSpec } from '../../../core/spec/agree-spec.ts';
import type { AnsweredSpec } from '../../../core/spec/answered-spec.ts';
import { answeredSpecSchema } from '../../../core/spec/answered-spec.ts';
import type { Check } from '../../../core/wire/check.ts';
import { specSchema } from '../../../core/wire/spec.ts';

const check = (id: string, over: object = {}) => ({
  id,
  feature: 'Adds',
  words: `Check ${id}.`,
  core: false,
  steps: ['fill Amount = 2', 'see 2'],
  ...over,
});
const answer = (over: object = {}): AnsweredSpec =>
  answeredSpecSchema.parse({
    title: 'Adder',
    stack: 'static',
    features: ['Adds'],
    checks: [check('c1'), check('c2', { core: true })],
    ...over,
  });
const earlier = (...ids: readonly string[]): readonly Check[] =>
  ids.map((id) => ({
    id,
    feature: 'Adds',
    words: `Earlier ${id}.`,
    core: id === 'c1',
    steps: [{ do: 'see', what: '1' }],
  }));
const none = { plan: null, earlier: [] };
const wordsOf = (answered: AnsweredSpec, known: Parameters<typeof agreeSpec>[1]) =>
  agreeSpec(answered, known).checks.map(({ id, words }) => `${id} ${words}`);

describe('a spec that a model gives', () => {
  test('is a whole spec with its steps read', () => {
    const spec = agreeSpec(answer(), none);
    expect(specSchema.parse(spec)).toEqual(spec);
    expect(spec).toMatchObject({
      title: 'Adder',
      needs: { data: false, secrets: [], origins: [] },
      left_out: [],
      checks: [
        {
          id: 'c1',
          core: false,
          steps: [
            { do: 'fill', what: 'Amount', value: '2' },
            { do: 'see', what: '2' },
          ],
        },
        { id: 'c2', core: true },
      ],
    });
  });

  test.each([
    ['a line that is none', ['look'], /begins with none of/],
    ['no step that shows anything', ['click Add', 'gone Milk', 'count tasks = 0'], /shows nothing/],
    ['nine steps', Array(9).fill('see 1'), /8/],
    ['thirteen lines', [...Array(8).fill('see 1'), ...Array(5).fill('reload')], /12/],
    ['no step', [], /1/],
    ['what is the same and nothing before', ['same Word', 'see 1', 'reload'], /same as when/],
    ['what is the same where it begins', ['open /a', 'see 1', 'same Word'], /same as when/],
  ])('is refused for a check with %s', (_, steps, why) => {
    const parsed = answeredSpecSchema.safeParse({ ...answer(), checks: [check('c1', { steps })] });
    expect(parsed.error?.message).toMatch(why);
  });

  test.each(['see 2', 'changes board', 'count tasks = 1', 'download Export', 'call GET /api'])(
    'is taken where a check has the step %s',
    (step) => {
      expect(answer({ checks: [check('c1', { steps: ['click Add', step] })] }).checks).toHaveLength(1);
    },
  );

  test('is taken with eight steps of one visitor and another, before a reload and after it', () => {
    const steps = [...Array(7).fill('see 1'), 'reload', 'visitor second', 'offline', 'see 2'];
    expect(answer({ checks: [check('c1', { steps })] }).checks[0]?.steps).toHaveLength(11);
  });

  test.each(['reload', 'visitor second', 'open /'])(
    'is taken where %s comes before what is the same',
    (line) => {
      const steps = ['click Roll', 'changes Result', line, 'same Result'];
      expect(answer({ checks: [check('c1', { steps })] }).checks[0]?.steps).toHaveLength(4);
      const fromStart = ['reload', 'same Word', 'see 1'];
      expect(answer({ checks: [check('c1', { steps: fromStart })] }).checks[0]?.steps).toHaveLength(3);
    },
  );

  test('never contradicts the plan that was agreed in a talk', () => {
    const plan = { title: 'My adder', stack: 'node' as const, features: ['Adds', 'Subtracts'] };
    expect(agreeSpec(answer({ title: 'Other', features: ['x'] }), { plan, earlier: [] })).toMatchObject(plan);
  });

  test('has one check that shows what the app is for', () => {
    const cores = (checks: readonly object[], known = none) =>
      agreeSpec(answer({ checks }), known)
        .checks.filter(({ core }) => core)
        .map(({ id }) => id);
    expect(cores([check('c1'), check('c2')])).toEqual(['c1']);
    expect(cores([check('c1', { core: true }), check('c2', { core: true })])).toEqual(['c2']);
    expect(cores([check('c5')], { plan: null, earlier: [...earlier('c1', 'c2')] as never })).toEqual(['c1']);
    expect(cores([])).toEqual([]);
  });

  test('keeps the checks of the app that is extended, but for those that are given anew or dropped', () => {
    const answered = answer({
      checks: [check('c2'), check('c4')],
      dropped: [{ id: 'c3', why: 'The chart goes.' }],
    });
    expect(wordsOf(answered, { plan: null, earlier: earlier('c1', 'c2', 'c3') })).toEqual([
      'c1 Earlier c1.',
      'c2 Check c2.',
      'c4 Check c4.',
    ]);
  });

  test('gives each check a number of its own', () => {
    const answered = answer({ checks: [check('c1'), check('c1', { words: 'Again.' }), check('c2')] });
    expect(wordsOf(answered, none)).toEqual(['c1 Check c1.', 'c3 Again.', 'c2 Check c2.']);
  });

  test('has 24 checks at most; the oldest give way', () => {
    const many = Array.from({ length: 20 }, (_, index) => `c${index + 1}`);
    const answered = answer({ checks: Array.from({ length: 6 }, (_, index) => check(`c${index + 30}`)) });
    const checks = wordsOf(answered, { plan: null, earlier: earlier(...many) });
    expect(checks).toHaveLength(24);
    expect(checks[0]).toBe('c3 Earlier c3.');
  });
});

describe('what was agreed before', () => {
  const none = { data: false, secrets: [], origins: [] };
  const weather = { origin: 'https://api.example.com', by: 'function' as const, why: 'x' };
  const key = { name: 'KEY', why: 'x' };
  const talkedOf = { checks: [], needs: none, left_out: [] };
  const known = { plan: null, earlier: [] };

  test('in a talk, of secrets and places outside, is all that there is; a database may join', () => {
    const given = answer({ needs: { data: true, secrets: [key], origins: [weather] } });
    expect(agreeSpec(given, { ...known, talkedOf }).needs).toEqual({ ...none, data: true });
    expect(agreeSpec(given, known).needs).toEqual({ data: true, secrets: [key], origins: [weather] });
  });

  test('is told in the words of the talk, without the checks that were struck', () => {
    const said = { id: 'c2', feature: 'Adds', words: 'As I said.' };
    const { checks } = agreeSpec(answer(), { ...known, talkedOf: { ...talkedOf, checks: [said] } });
    expect(checks).toMatchObject([{ ...said, core: true }]);
    const struck = { ...talkedOf, checks: [{ ...said, id: 'c9' }], struck: ['c1'] };
    expect(agreeSpec(answer(), { ...known, talkedOf: struck }).checks.map(({ id }) => id)).toEqual(['c2']);
    const other = { ...said, id: 'c9' };
    expect(agreeSpec(answer(), { ...known, talkedOf: { ...talkedOf, checks: [other] } }).checks).toHaveLength(
      2,
    );
  });

  test('joins what an app needs already, each once', () => {
    const earlierNeeds = { data: true, secrets: [key], origins: [weather] };
    const byPage = { ...weather, by: 'page' as const };
    const needs = { data: false, secrets: [key, { name: 'OTHER', why: 'x' }], origins: [weather, byPage] };
    expect(agreeSpec(answer({ needs }), { ...known, earlierNeeds }).needs).toEqual({
      data: true,
      secrets: [key, { name: 'OTHER', why: 'x' }],
      origins: [weather, byPage],
    });
  });

  test.each([
    [{ ...none, data: true }, 'node'],
    [{ ...none, secrets: [key] }, 'node'],
    [{ ...none, origins: [weather] }, 'node'],
    [{ ...none, origins: [{ ...weather, by: 'page' as const }] }, 'static'],
    [none, 'static'],
  ])('puts an app on a stack with functions where its needs ask for them: %j', (needs, stack) => {
    expect(agreeSpec(answer({ needs }), known).stack).toBe(stack);
    expect(agreeSpec(answer({ needs, stack: 'python' }), known).stack).toBe('python');
  });

  test('adds up what is left out', () => {
    const mail = { what: 'E-mail', why: 'Apps send none.' };
    const left_out = [mail, { what: 'Sound', why: 'x' }];
    const spec = agreeSpec(answer({ left_out }), { ...known, talkedOf: { ...talkedOf, left_out: [mail] } });
    expect(spec.left_out).toEqual(left_out);
  });
});

describe('the spec of a change that was talked of', () => {
  const talkedOf = (over: object = {}) => ({
    checks: [{ id: 'c9', feature: 'Subtracts', words: 'Three less two is one.' }],
    needs: { data: false, secrets: [], origins: [] },
    left_out: [],
    dropped: [],
    ...over,
  });
  const known = (over: object = {}) => ({
    plan: null,
    earlier: earlier('c1', 'c2'),
    talkedOf: talkedOf(over),
  });

  test('drops the checks that the plan says, and no other that the model would', () => {
    const answered = answer({ checks: [check('c9')], dropped: [{ id: 'c1', why: 'It goes.' }] });
    expect(wordsOf(answered, known())).toEqual([
      'c1 Earlier c1.',
      'c2 Earlier c2.',
      'c9 Three less two is one.',
    ]);
    expect(wordsOf(answered, known({ dropped: ['c2'] }))).toEqual([
      'c1 Earlier c1.',
      'c9 Three less two is one.',
    ]);
  });

  test('may try a check of before by other steps, in the words that it had', () => {
    const answered = answer({ checks: [check('c2', { steps: ['see 7'] }), check('c9')] });
    const [, second] = agreeSpec(answered, known()).checks;
    expect(second).toBeDefined();
    expect(agreeSpec(answered, known()).checks.find(({ id }) => id === 'c2')).toMatchObject({
      words: 'Earlier c2.',
      steps: [{ do: 'see', what: '7' }],
    });
  });
});
