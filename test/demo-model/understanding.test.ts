import { describe, expect, it } from 'vitest';
import type { AwaitingPlan, Consultation } from '../../core/wire/chat.ts';
import { consult } from '../../demo-model/consult.ts';

/** A message, what it means, and the features it must add and drop. */
type Row = readonly [
  message: string,
  intent: Consultation['intent'],
  added: readonly string[],
  removed: readonly string[],
];

const estimate = { usd: 0, seconds: 95 };
const calculatorPlan: AwaitingPlan = {
  title: 'Calculator',
  stack: 'static',
  features: ['History', 'Keyboard input', 'Percent and sign'],
  estimate,
};
const boardPlan: AwaitingPlan = {
  title: 'Task board',
  stack: 'static',
  features: ['Local storage', 'Search'],
  estimate,
};

const withoutPlan: readonly Row[] = [
  ['Build a calculator with dark mode', 'propose', [], []],
  ['build me a to-do list', 'propose', [], []],
  ['Can you build me a calculator?', 'propose', [], []],
  ['I want a habit progress tracker', 'propose', [], []],
  ['a kanban please', 'propose', [], []],
  ['landing page for my bakery', 'propose', [], []],
  ['notes app with categories', 'propose', [], []],
  ['make a timer', 'propose', [], []],
  ['what can you build?', 'other', [], []],
  ['Build a chess game', 'other', [], []],
  ["Don't build a calculator", 'other', [], []],
  ['yes', 'other', [], []],
  ['hello', 'other', [], []],
  ['Build an Instagram clone', 'other', [], []],
  ['I need it in an instant', 'other', [], []],
  ['calculator that e-mails my boss', 'propose', [], []],
  ['no, do not build it', 'other', [], []],
  ['What is a calculator?', 'other', [], []],
  ['app', 'other', [], []],
];

const withCalculator: readonly Row[] = [
  ['yes', 'confirm', [], []],
  ['Yes!', 'confirm', [], []],
  ['go ahead', 'confirm', [], []],
  ['build it', 'confirm', [], []],
  ['looks good, ship it', 'confirm', [], []],
  ['Yes please build it now', 'confirm', [], []],
  ['ok', 'confirm', [], []],
  ['sure, go for it', 'confirm', [], []],
  ['perfect', 'confirm', [], []],
  ['Sounds great', 'confirm', [], []],
  ["let's go", 'confirm', [], []],
  ['do it', 'confirm', [], []],
  ['Great, build it', 'confirm', [], []],
  ['yes, add dark mode too', 'confirm', ['Dark mode'], []],
  ['yes, but remove the history', 'confirm', [], ['History']],
  ['yes but no history', 'confirm', [], ['History']],
  ['build it without history', 'confirm', [], ['History']],
  ['Yes, with memory keys and dark mode', 'confirm', ['Dark mode', 'Memory keys'], []],
  ['go', 'confirm', [], []],
  ['no', 'other', [], []],
  ['No, do not build it', 'other', [], []],
  ['not yet', 'other', [], []],
  ["don't build it", 'other', [], []],
  ["Please don't build it yet", 'other', [], []],
  ['wait', 'other', [], []],
  ['hold on', 'other', [], []],
  ['yes, but not yet', 'other', [], []],
  ['maybe later', 'other', [], []],
  ['I am not sure', 'other', [], []],
  ['never mind', 'other', [], []],
  ['cancel', 'other', [], []],
  ["I'd rather you did not go ahead", 'other', [], []],
  ['before you build it, what does it cost?', 'other', [], []],
  ['build it?', 'other', [], []],
  ['does it have dark mode?', 'other', [], []],
  ['What does "build it" do?', 'other', [], []],
  ['how long will it take?', 'other', [], []],
  ['thanks', 'other', [], []],
  ['what about the categories', 'other', [], []],
  ['It is about categories', 'other', [], []],
  ['make sure it has history', 'other', [], []],
  ['make sure it has dark mode', 'revise', ['Dark mode'], []],
  ['I am ok with waiting', 'other', [], []],
  ['start with dark mode', 'revise', ['Dark mode'], []],
  ['the yes button should be green', 'other', [], []],
  ['make it blue', 'revise', ['Blue look'], []],
  ['show me the plan', 'other', [], []],
  ['add dark mode', 'revise', ['Dark mode'], []],
  ['Could you add dark mode?', 'revise', ['Dark mode'], []],
  ['Could it have dark mode?', 'revise', ['Dark mode'], []],
  ['Would dark mode and memory keys be possible?', 'revise', ['Dark mode', 'Memory keys'], []],
  ['Can it do percent?', 'other', [], []],

  ['remove the history', 'revise', [], ['History']],
  ['no history', 'revise', [], ['History']],
  ['No, add dark mode first', 'revise', ['Dark mode'], []],
  ["I don't need the history", 'revise', [], ['History']],
  ['without history or keyboard', 'revise', [], ['History', 'Keyboard input']],
  ['drop history and add memory keys', 'revise', ['Memory keys'], ['History']],
  ['Actually, build me a pomodoro timer instead', 'revise', [], []],
  ['call it Sum It', 'revise', [], []],
  ['replace history with memory keys', 'revise', ['Memory keys'], ['History']],
  ['forget it, I want a habit tracker', 'revise', ['Streaks'], []],
  ['no, a habit tracker', 'revise', ['Streaks'], []],
  ['drop it, a timer please', 'revise', ['Long breaks'], []],
  ['no, no habit tracker', 'other', [], []],
  ['start over', 'other', [], []],
  ['actually a crypto exchange', 'other', [], []],
  ['that is exactly what I want', 'confirm', [], []],
  ['rename it to SuperCalc please', 'revise', [], []],
];

const withBoard: readonly Row[] = [
  ['Yes, add drag-and-drop reordering too', 'confirm', ['Drag-and-drop reordering'], []],
  ['add a clear all button', 'revise', ['Clear all button'], []],
  ['clear all button please', 'revise', ['Clear all button'], []],
  ['add categories', 'revise', ['Tags'], []],
  ['drag and drop', 'revise', ['Drag-and-drop reordering'], []],
  ['cancel the search', 'other', [], []],
  ['Yes. Deadlines as well.', 'confirm', ['Due dates'], []],
  ['Thanks! That is exactly what I want.', 'confirm', [], []],
];

const calculatorDefaults = ['History', 'Keyboard input', 'Percent and sign'];
const spokenFirst: readonly (readonly [
  message: string,
  title: string | undefined,
  features: readonly string[],
])[] = [
  ['not a calculator, a to-do list', 'Task board', ['Drag-and-drop reordering', 'Local storage']],
  ["It's not a calculator, it's a task board", 'Task board', ['Drag-and-drop reordering', 'Local storage']],
  [
    "I don't want a calculator, I want a habit tracker",
    'Habit tracker',
    ['Streaks', 'Weekly grid', 'Local storage'],
  ],
  ['a to-do list instead of a calculator', 'Task board', ['Drag-and-drop reordering', 'Local storage']],
  ['a habit tracker rather than a to-do list', 'Habit tracker', ['Streaks', 'Weekly grid', 'Local storage']],
  [
    'I want neither search nor tags in my to-do list',
    'Task board',
    ['Drag-and-drop reordering', 'Local storage'],
  ],
  [
    'a kanban board with no due dates, search or tags',
    'Task board',
    ['Drag-and-drop reordering', 'Local storage'],
  ],
  ["calculator, don't forget the dark mode", 'Calculator', ['Dark mode', ...calculatorDefaults]],
  [
    "calculator with no history, and don't forget memory",
    'Calculator',
    ['Keyboard input', 'Percent and sign', 'Memory keys'],
  ],
  [
    'um so basically I want like a a calculator you know and uh it should have dark mode',
    'Calculator',
    ['Dark mode', ...calculatorDefaults],
  ],
  ['a scientific calculator', 'Calculator', [...calculatorDefaults, 'Scientific functions']],
  ['a gorgeous little calculator for my daughter', 'Calculator', calculatorDefaults],
  ['mortgage calculator', undefined, []],
  ['Build me a mortgage calculator with dark mode', undefined, []],
  ['a calculator for mortgages', undefined, []],
  ['can you do a currency calculator?', undefined, []],
  ['anything but a calculator', undefined, []],
  ['not another to-do list', undefined, []],
  ['je veux une calculatrice', undefined, []],
];

const spokenThen: readonly Row[] = [
  ['no problem, build it', 'confirm', [], []],
  ['no changes, go ahead', 'confirm', [], []],
  ['no, no further changes, go ahead', 'confirm', [], []],
  ["don't change a thing, build it", 'confirm', [], []],
  ['nothing to add, go ahead', 'confirm', [], []],
  ["can't wait, build it", 'confirm', [], []],
  ['not bad, go ahead', 'confirm', [], []],
  ['sure, why not', 'confirm', [], []],
  ['um yeah uh go ahead', 'confirm', [], []],
  ["I'm happy with that, go ahead", 'confirm', [], []],
  ["that's perfect, thanks", 'confirm', [], []],
  ['exactly', 'confirm', [], []],
  ['go build it', 'confirm', [], []],
  ['👍', 'confirm', [], []],
  ['add dark mode and build it', 'confirm', ['Dark mode'], []],
  ['call it Abacus and build it', 'confirm', [], []],
  ['go ahead but leave out the keyboard', 'confirm', [], ['Keyboard input']],
  ["yes, and don't forget dark mode", 'confirm', ['Dark mode'], []],
  ["don't forget dark mode", 'revise', ['Dark mode'], []],
  ["you didn't include dark mode", 'revise', ['Dark mode'], []],
  ["don't build it without dark mode", 'revise', ['Dark mode'], []],
  ['not only history but also memory keys', 'revise', ['Memory keys'], []],
  ['add drag and drop and dark mode', 'revise', ['Dark mode'], []],
  ['swap the history for memory keys', 'revise', ['Memory keys'], ['History']],
  ['use memory keys instead of history', 'revise', ['Memory keys'], ['History']],
  ['get rid of the history', 'revise', [], ['History']],
  ['forget the history', 'revise', [], ['History']],
  ['no calculator, make a timer', 'revise', [], []],
  ['ok but first add dark mode', 'revise', ['Dark mode'], []],
  ["don't remove the history", 'other', [], []],
  ['forget it', 'other', [], []],
  ['looks good but hold off', 'other', [], []],
  ['yes, build it, but in blue', 'revise', ['Blue look'], []],
  ['do it tomorrow', 'other', [], []],
  ['build it after I approve', 'other', [], []],
  ['yeah I guess so', 'other', [], []],
  ['absolutely not', 'other', [], []],
  ["I wouldn't build it", 'other', [], []],
  ["I can't say yes to that", 'other', [], []],
  ["ok, don't build a calculator", 'other', [], []],
  ['yeah no', 'other', [], []],
  ['hurry up', 'other', [], []],
  ['what if I want dark mode', 'other', [], []],
  ['make it a mortgage calculator', 'other', [], []],
  ['ja', 'other', [], []],
  ['ok, aber noch nicht bauen', 'other', [], []],
  ['oui, allez-y', 'other', [], []],
];

const check = ([message, intent, added, removed]: Row, plan: AwaitingPlan | undefined): void => {
  const heard = consult({ message, plan, conversation: [] });
  expect(heard.intent).toBe(intent);
  expect(heard.add_features).toEqual(expect.arrayContaining([...added]));
  expect(heard.reply).not.toBe('');
  // An app of another kind takes all features of the old one with it.
  if (heard.title === null) expect(heard.remove_features.toSorted()).toEqual([...removed].toSorted());
};

describe('what a message means to the built-in model', () => {
  it.each(withoutPlan)('without a plan, “%s” is %s', (...row) => check(row, undefined));
  it.each(withCalculator)('while a calculator awaits a yes, “%s” is %s', (...row) =>
    check(row, calculatorPlan),
  );
  it.each(spokenFirst)('without a plan, “%s” is a wish for %s', (message, title, features) => {
    const heard = consult({ message, plan: undefined, conversation: [] });
    expect([heard.intent, heard.title]).toEqual(title === undefined ? ['other', null] : ['propose', title]);
    expect(heard.add_features.toSorted()).toEqual([...features].toSorted());
    if (title === undefined) expect(heard.reply).toContain('calculator, task board');
  });
  it.each(spokenThen)('spoken while a calculator awaits a yes, “%s” is %s', (...row) =>
    check(row, calculatorPlan),
  );
  it.each([
    ['Baue mir einen Taschenrechner mit Verlauf', 'versteht nur Englisch'],
    ['ja', 'versteht nur Englisch'],
    ['sí, por favor', 'solo entiende inglés'],
    ['Quiero una calculadora para mi hija', 'solo entiende inglés'],
    ['Añade búsqueda por favor', 'solo entiende inglés'],
    ['日本語で電卓を作って', '英語だけ'],
  ])('“%s” is answered in its own language, with or without a plan', (message, sentence) => {
    for (const plan of [undefined, calculatorPlan]) {
      const heard = consult({ message, plan, conversation: [] });
      expect(heard).toMatchObject({ intent: 'other', reply: expect.stringContaining(sentence) });
    }
  });
  it.each(['計算機', 'je veux une calculatrice'])(
    '“%s” is answered by what it does understand',
    (message) => {
      expect(consult({ message, plan: calculatorPlan, conversation: [] }).reply).toContain('English only');
    },
  );
  it.each(withBoard)('while a task board awaits a yes, “%s” is %s', (...row) => check(row, boardPlan));
  it('names what it does not know as it was said', () => {
    const { reply } = consult({
      message: 'Yes, add drag-and-drop reordering too, and voice commands as well',
      plan: calculatorPlan,
      conversation: [],
    });
    expect(reply).toContain('“drag-and-drop reordering”, “voice commands”');
  });
  it.each([
    ['Remove Drag-and-drop reordering.', ['Drag-and-drop reordering'], []],
    ['remove drag and drop', ['Drag-and-drop reordering'], []],
    ['no drag & drop but due dates', ['Drag-and-drop reordering'], ['Due dates']],
  ])('“%s” is about what it names, whatever its words are elsewhere', (message, removed, added) => {
    const plan = { ...boardPlan, features: ['Drag-and-drop reordering', 'Local storage'] };
    const heard = consult({ message, plan, conversation: [] });
    expect([heard.remove_features, heard.add_features]).toEqual([removed, added]);
  });
  it.each([
    'scientific calculator with sin and cos',
    'task board with dark mode and light mode toggle',
    'journal app with markdown',
  ])('“%s” leaves nothing out', (message) => {
    expect(consult({ message, plan: undefined, conversation: [] }).reply).not.toContain('Left out');
  });
  it.each([
    ['name it SuperCalc please', 'SuperCalc'],
    ['rename to Sums', 'Sums'],
  ])('“%s” gives the plan that name', (message, title) => {
    expect(consult({ message, plan: calculatorPlan, conversation: [] }).title).toBe(title);
  });
  it('says plainly that it found nothing to change, and keeps abbreviations as they are', () => {
    const { reply } = consult({ message: 'make it sparkle', plan: calculatorPlan, conversation: [] });
    expect(reply).toMatch(/^I found nothing there that I can change\. The plan is still Calculator/);
    const page = consult({ message: 'landing page with faq', plan: undefined, conversation: [] });
    expect(page.reply).toContain(', FAQ and');
  });
  it('refuses a tip calculator as it does other calculators', () => {
    const heard = consult({ message: 'tip calculator', plan: undefined, conversation: [] });
    expect(heard).toMatchObject({ intent: 'other', reply: expect.stringContaining('tip calculator') });
  });
  it.each([
    ['what would it cost?', 'to cost nothing and to take about 2 minutes'],
    ['Is it going to be expensive?', 'to cost nothing'],
    ['how long will it take?', 'about 2 minutes'],
  ])('“%s” is answered with the plan’s estimate', (message, words) => {
    expect(consult({ message, plan: calculatorPlan, conversation: [] }).reply).toContain(words);
  });
  it('names the money where the plan costs some', () => {
    const plan = { ...calculatorPlan, estimate: { usd: 0.214, seconds: 40 } };
    const { reply } = consult({ message: 'what does it cost?', plan, conversation: [] });
    expect(reply).toContain('about $0.21 and to take about a minute');
  });
  it.each([
    ['a calculator and also a habit tracker', 'ask for the habit tracker when this one is built'],
    ['a to-do list, a calculator and a pomodoro timer', 'ask for the calculator and the pomodoro timer'],
  ])('“%s” is one app now, and says what comes after', (message, words) => {
    expect(consult({ message, plan: undefined, conversation: [] }).reply).toContain(words);
  });
  it.each([
    'a calculator, not a habit tracker',
    'a landing page for my habit tracker',
    'a calculator with history and dark mode',
  ])('“%s” is one app and no more', (message) => {
    expect(consult({ message, plan: undefined, conversation: [] }).reply).not.toContain('One app at a time');
  });
});
