import { describe, expect, it } from 'vitest';
import { readSource } from '../../demo-model/read-source.ts';
import { writeApp } from '../../demo-model/write-app.ts';

describe('an app that is extended by a memo', () => {
  it('keeps what it has where the plan names only what comes', () => {
    const request = 'Build a habit tracker with streaks and a weekly view';
    const wrote = writeApp({ request, plan: undefined, extended: undefined });
    if ('cannot' in wrote) throw new Error(wrote.cannot.why);
    const source = wrote.draft.files;
    const { slug, title } = wrote.draft.app;
    const more = writeApp({
      request: 'Add statistics',
      plan: { title, stack: 'static', features: ['Statistics'] },
      extended: { app: { slug, title }, source },
    });
    if ('cannot' in more) throw new Error(more.cannot.why);
    const before = readSource(source)?.features ?? new Set();
    const after = readSource(more.draft.files)?.features ?? new Set();
    expect(before.size).toBeGreaterThan(1);
    expect([...after].toSorted()).toEqual([...before, 'statistics'].toSorted());
  });
});
