import { describe, expect, it } from 'vitest';
import type { AppSeen } from '../../core/chat/app-seen.ts';
import type { AwaitingPlan, Consultation } from '../../core/wire/chat.ts';
import { consult } from '../../demo-model/consult.ts';
import { specifyApp } from '../../demo-model/specify-app.ts';

const seen = (title: string, features: readonly string[], over: Partial<AppSeen> = {}): AppSeen => ({
  title,
  slug: 'an-app',
  stack: 'static',
  features: [...features],
  checks: [
    {
      id: 'c1',
      feature: features[0] ?? title,
      words: 'A task that I add stands on the board.',
      outcome: 'held',
    },
  ],
  left_out: [],
  files: ['index.html', 'main.js'],
  missions: [{ status: 'DEPLOYED', asked: `Build a ${title}` }],
  is_running: false,
  ...over,
});
const board = seen('Task board', ['Due dates', 'Local storage']);
const habits = seen('Habit tracker', ['Streaks', 'Local storage']);
const say = (message: string, app = board, plan?: AwaitingPlan): Consultation =>
  consult({ message, plan, conversation: [], app });

describe('what a message means to the built-in model where there is an app', () => {
  it.each<[string, AppSeen, Consultation['intent'], readonly string[], readonly string[]]>([
    ['Yes, add drag-and-drop reordering too', board, 'change', ['Drag-and-drop reordering'], []],
    ['now add search', board, 'change', ['Search'], []],
    ['Love it! Add tags', board, 'change', ['Tags'], []],
    ['Could it have dark mode?', board, 'change', ['Dark mode'], []],
    ['remove the due dates', board, 'change', [], ['Due dates']],
    ['replace due dates with tags', board, 'change', ['Tags'], ['Due dates']],
    ['make it green', board, 'change', ['Green look'], []],
    ['make it blue', seen('Task board', ['Search', 'Green look']), 'change', ['Blue look'], ['Green look']],
    ['now add a weekly summary', habits, 'change', ['Statistics'], []],
    ['now add a weekly summary', board, 'ask', [], []],
    ['add due dates', board, 'ask', [], []],
    ['yes', board, 'ask', [], []],
    ['hello', board, 'ask', [], []],
    ['thanks', board, 'ask', [], []],
    ['no, leave it', board, 'ask', [], []],
    ['Why did it fail?', board, 'ask', [], []],
    ['Does it have tags?', board, 'ask', [], []],
    ['What can it do?', board, 'ask', [], []],
    ['Is it tested?', board, 'ask', [], []],
    ['undo the last change', board, 'undo', [], []],
    ['Can you undo that?', board, 'undo', [], []],
    ['go back to the previous version', board, 'undo', [], []],
    ['roll it back', board, 'undo', [], []],
    ['add an undo button', board, 'ask', [], []],
    ['What did you change last?', board, 'ask', [], []],
    ['rename it to Chores', board, 'ask', [], []],
    ['Remove the chart', board, 'change', [], ['chart']],
  ])('%j', (message, app, intent, added, removed) => {
    const heard = say(message, app);
    expect([heard.intent, heard.add_features, heard.remove_features]).toEqual([intent, added, removed]);
    expect(heard.reply).toMatch(/\w/);
  });

  it.each([
    ["It doesn't save", 'Local storage', 'A task is still there after a reload.'],
    ['the due dates are wrong', 'Due dates', 'A task shows the day that it is due.'],
    ['tasks disappear after a reload', 'Local storage', 'A task is still there after a reload.'],
    ["it doesn't work", 'Due dates', 'A task that I add stands on the board.'],
    ['nothing happens when I click add', 'Due dates', 'A task that I add stands on the board.'],
  ])('%j is a fault, and becomes the check of what it names', (message, feature, words) => {
    const heard = say(message);
    expect(heard.intent).toBe('fault');
    expect(heard.fault?.feature).toBe(feature);
    expect(heard.fault?.words).toBe(words);
    const plan = { title: board.title, stack: 'static' as const, features: board.features };
    const talkedOf = [{ id: 'c2', feature, words }];
    const specified = specifyApp({
      request: message,
      plan,
      talkedOf,
      app: { slug: 'an-app' },
      known: ['c1'],
    });
    expect(specified).toMatchObject({ spec: { checks: [{ id: 'c2', words, steps: expect.any(Array) }] } });
  });

  it('what does not work because it is not there is offered', () => {
    const heard = say("the search doesn't work");
    expect(heard).toMatchObject({ intent: 'change', add_features: ['Search'] });
    expect(heard.reply).toContain('Task board has no search yet.');
  });

  it.each([
    ['I want something new', 'ask', null],
    ['something new: a calculator', 'new-app', 'Calculator'],
    ['Build me a habit tracker', 'new-app', 'Habit tracker'],
    ['the same but for my brother', 'new-app', 'Task board'],
  ] as const)('%j begins another app or says how', (message, intent, title) => {
    expect(say(message)).toMatchObject({ intent, title });
  });

  it('makes the same again with what the app has', () => {
    const green = seen('Task board', ['Due dates', 'Green look']);
    expect(say('the same but for my brother', green)).toMatchObject({
      ...{ intent: 'new-app', add_features: ['Due dates', 'Green look'] },
      checks: [{ id: 'c1' }, { id: 'c2', feature: 'Due dates' }],
    });
  });

  it('tells of the failure that there was', () => {
    const missions = [{ status: 'FAILED', asked: 'Build it', failure: 'A test failed.' }] as const;
    expect(say('why did it fail?', seen('Task board', [], { missions: [...missions] })).reply).toContain(
      'A test failed.',
    );
    expect(say('why did it fail?').reply).toContain('Nothing failed');
  });

  it('says of an app that it did not write what it can do, and what it cannot', () => {
    const foreign = seen('Chess', ['Moves'], { missions: [{ status: 'DEPLOYED', asked: 'Chess' }] });
    const heard = say('Add a clock', foreign);
    expect(heard).toMatchObject({ intent: 'ask', reply: expect.stringContaining('only apps that it wrote') });
    expect(say('undo that', foreign).intent).toBe('undo');
  });

  it('gives what the app is for to another feature where its own goes', () => {
    const heard = say('remove the due dates');
    expect(heard.checks).toMatchObject([
      { feature: 'Local storage', words: 'A task that I add stands on the board.' },
    ]);
  });

  it('asks for another app as one for itself while a change of this one awaits', () => {
    const plan: AwaitingPlan = {
      ...{ title: 'Task board', stack: 'static', features: ['Due dates', 'Tags'] },
      estimate: { usd: 0, seconds: 60 },
      changes: { added: ['Tags'], changed: [], removed: [] },
    };
    expect(say('yes', board, plan).intent).toBe('confirm');
    expect(say('no, a calculator', board, plan)).toMatchObject({ intent: 'new-app', title: 'Calculator' });
    expect(say("it doesn't save", board, plan).intent).toBe('fault');
    expect(say('and search', board, plan)).toMatchObject({ intent: 'revise', add_features: ['Search'] });
  });
});

it.each([
  ['Build me a calculater', 'Calculator'],
  ['a calcualtor please', 'Calculator'],
  ['pomodro timer', 'Pomodoro timer'],
])('%j is understood though it is misspelt', (message, title) => {
  expect(consult({ message, plan: undefined, conversation: [] })).toMatchObject({ intent: 'propose', title });
});

it.each(['Calculate my taxes', 'I need a trucker app'])('%j is no misspelt name', (message) => {
  expect(consult({ message, plan: undefined, conversation: [] }).title).toBeNull();
});

it('answers a greeting with one, and with what can be built', () => {
  const { intent, reply } = consult({ message: 'hello', plan: undefined, conversation: [] });
  expect(intent).toBe('other');
  expect(reply).toMatch(/^Hello\..*calculator/);
});
