import { describe, expect, it } from 'vitest';
import { answeredSpecSchema } from '../../core/spec/answered-spec.ts';
import { kits } from '../../demo-model/catalogue.ts';
import { consult } from '../../demo-model/consult.ts';
import { kitChecks } from '../../demo-model/kit-checks.ts';
import { specifyApp } from '../../demo-model/specify-app.ts';

const specOf = (request: string, features?: readonly string[]) => {
  const specified = specifyApp({
    request,
    plan: features === undefined ? undefined : { title: request, stack: 'static', features: [...features] },
    app: undefined,
    known: [],
  });
  if ('cannot' in specified) throw new Error(specified.cannot.why);
  return answeredSpecSchema.parse(specified.spec);
};

describe('what the built-in model agrees to', () => {
  // A hero leads to what else the page has, and by itself does nothing that could be tried.
  it.each(kits)('of $title is tried: each feature, and what the app is for, in words of one kind', (kit) => {
    const checks = kitChecks[kit.id] ?? [];
    const tried = new Set(checks.map(({ of }) => of));
    expect(kit.features.map(({ id }) => id).filter((id) => !tried.has(id) && id !== 'hero')).toEqual([]);
    expect(checks[0]?.of).toBeUndefined();
    expect(new Set(checks.map(({ words }) => words)).size).toBe(checks.length);
  });

  it.each(kits)('of $title, agreed feature by feature, fits a spec with one core check first', (kit) => {
    const { checks } = specOf(
      kit.title,
      kit.features.map(({ title }) => title),
    );
    expect(checks.length).toBeGreaterThanOrEqual(3);
    expect(checks.map(({ core }) => core)).toEqual(checks.map((_check, index) => index === 0));
    expect(checks.map(({ id }) => id)).toEqual(checks.map((_check, index) => `c${index + 1}`));
  });

  it.each(kits)('of $title, said in one breath, is three to six checks', (kit) => {
    const { length } = specOf(`Build a ${kit.phrases[0]}`).checks;
    expect(length).toBeGreaterThanOrEqual(2);
    expect(length).toBeLessThanOrEqual(6);
  });
});

describe('a plan of the built-in model', () => {
  const propose = (message: string) => consult({ message, plan: undefined, conversation: [] });

  it('says how each of its features will be tried, and specify finds the steps of each by its words', () => {
    const { add_features: features, checks = [], title } = propose('Build a calculator with dark mode');
    expect(checks.map(({ id }) => id)).toEqual(checks.map((_check, index) => `c${index + 1}`));
    expect(checks.every(({ feature }) => features.includes(feature))).toBe(true);
    const specified = specifyApp({
      request: 'Build a calculator',
      plan: { title: title ?? '', stack: 'static', features },
      talkedOf: [...checks, { id: 'c99', feature: features[0] ?? '', words: 'Something else.' }],
      app: undefined,
      known: [],
    });
    if ('cannot' in specified) throw new Error(specified.cannot.why);
    const agreed = answeredSpecSchema.parse(specified.spec).checks;
    expect(agreed.map(({ id, words }) => [id, words])).toEqual(checks.map(({ id, words }) => [id, words]));
    expect(agreed.map(({ core }) => core)).toEqual(agreed.map((_check, index) => index === 0));
  });

  it('says of a feature that joins how it is tried, under a number that no other check has', () => {
    const { add_features: features, checks = [], title } = propose('Build a calculator');
    const plan = {
      title: title ?? '',
      stack: 'static' as const,
      features,
      checks,
      estimate: { usd: 0, seconds: 60 },
    };
    const more = consult({ message: 'add dark mode', plan, conversation: [] });
    expect(more.checks).toEqual([
      { id: `c${checks.length + 1}`, feature: 'Dark mode', words: 'I can switch to dark.' },
    ]);
  });
});

describe('a task management app', () => {
  const whole = ['Due dates', 'Calendar view', 'Priorities', 'Local storage', 'Dark mode'];

  it.each(['Build me a task management app', 'I need a task manager', 'make a task management app please'])(
    'is what “%s” asks for: priorities, due dates with a calendar view, dark mode, local storage',
    (message) => {
      const heard = consult({ message, plan: undefined, conversation: [] });
      expect([heard.intent, heard.title]).toEqual(['propose', 'Task board']);
      expect(heard.add_features).toEqual(expect.arrayContaining(whole));
      expect(specOf(message).features).toEqual(heard.add_features);
    },
  );

  it('has no calendar of due dates where somebody says no to due dates', () => {
    const { add_features: features } = consult({
      message: 'Build me a task management app without due dates',
      plan: undefined,
      conversation: [],
    });
    expect(features).toContain('Priorities');
    expect(features).not.toContain('Due dates');
    expect(features).not.toContain('Calendar view');
  });

  it('is a plain board where a plain board is asked for', () => {
    const { add_features: features } = consult({
      message: 'Build a to-do list',
      plan: undefined,
      conversation: [],
    });
    expect(features).toEqual(['Drag-and-drop reordering', 'Local storage']);
  });
});
