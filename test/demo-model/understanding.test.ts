import { describe, expect, it } from 'vitest';
import type { AwaitingPlan } from '../../core/wire/chat.ts';
import { consult } from '../../demo-model/consult.ts';
import type { Row } from './messages.ts';
import {
  boardPlan,
  calculatorPlan,
  spokenFirst,
  spokenThen,
  withBoard,
  withCalculator,
  withoutPlan,
} from './messages.ts';

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
