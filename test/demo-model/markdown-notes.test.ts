import { describe, expect, it } from 'vitest';
import { markdownNotes } from '../../demo-model/kits/markdown-notes/kit.ts';
import { testKit } from './support/kit-guarantees.ts';

testKit(markdownNotes, { title: 'Field notes', request: 'A notes app in Markdown' });

describe('Markdown notes', () => {
  const page = (title: string): string =>
    markdownNotes
      .compose({ features: new Set(), title, request: '' })
      .find((file) => file.path === 'index.html')?.content ?? '';

  it('takes its title from the plan and keeps markup in it as text', () => {
    expect(page('Field <b>notes</b>')).toContain('<title>Field &lt;b&gt;notes&lt;/b&gt;</title>');
  });

  it('says in its README whether notes outlive the page', () => {
    const readme = (ids: readonly string[]): string =>
      markdownNotes
        .compose({ features: new Set(ids), title: 'Notes', request: '' })
        .find((file) => file.path === 'README.md')?.content ?? '';
    expect(readme([])).toContain('as long as the page is open');
    expect(readme(['local-storage'])).toContain('stay in this browser');
  });
});
