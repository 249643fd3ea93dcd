import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { consultSchema } from '../../core/wire/chat.ts';
import type { SourceFile } from '../../core/wire/draft.ts';
import { modelFamilySchema } from '../../core/wire/models.ts';
import { kits } from '../../demo-model/catalogue.ts';
import { builtInFacts, builtInModel } from '../../demo-model/model.ts';
import { answerTo, ask, callFor, cannotOf, nonce, readWhole, writtenApp } from './support/ask-built-in.ts';
import { failuresOf } from './support/composed-app.ts';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const paths = (files: readonly SourceFile[]): readonly string[] => files.map((file) => file.path);

describe('the built-in model', () => {
  it('names itself, costs nothing and thinks of nothing', () => {
    const { id, ...family } = builtInFacts;
    expect(builtInModel()).toMatchObject({
      id: 'built-in',
      label: 'built-in demo model',
      isBuiltIn: true,
      models: { author: [builtInFacts], quick: [builtInFacts] },
    });
    expect(id).toBe('built-in');
    expect(modelFamilySchema.parse(family)).toEqual(family);
    expect(Object.values(builtInFacts.usd_per_million_tokens)).toEqual([0, 0, 0, 0]);
  });

  it('streams the very answer that it returns, in pieces that end within no character', async () => {
    const heard: string[] = [];
    const told = { data: { request: 'Build a landing page for my bakery “Süß & 🥐”' } };
    const turn = await ask('app', told, { heard });
    expect(turn).toMatchObject({ stop: 'answered', modelId: 'built-in' });
    expect(Object.values(turn.usage)).toEqual([0, 0, 0, 0]);
    expect(heard.join('')).toBe(turn.text);
    expect(heard.every((piece) => piece !== '' && piece.length <= 800 && piece.isWellFormed())).toBe(true);
    expect(turn.text).toContain('🥐');
    expect(await ask('app', told)).toEqual(turn);
  });

  it('stops when it is told to, before its first piece and after any', async () => {
    const told = { data: { request: 'Build a calculator' } };
    await expect(ask('app', told, { signal: AbortSignal.abort() })).rejects.toThrow();
    const leaving = new AbortController();
    const heard: string[] = [];
    const turn = builtInModel().converse(callFor('app', told), {
      signal: leaving.signal,
      onText: (text) => {
        heard.push(text);
        if (text.includes('</g-')) leaving.abort(new Error('gone'));
      },
    });
    await expect(turn).rejects.toThrow('gone');
    expect(heard.at(-1)).toContain('</g-');
  });

  it('proposes a plan that its reply states, and says the reply word by word', async () => {
    const heard: string[] = [];
    const told = { data: { message: 'Build a calculator with dark mode' } };
    const turn = await ask('reply', told, { heard });
    const { said, parts } = readWhole(turn.text);
    const [reply, decision] = parts;
    if (reply?.kind !== 'block' || decision?.kind !== 'block') throw new Error(turn.text);
    expect([said, parts.length, reply.name, decision.name]).toEqual(['', 2, 'reply', 'decision']);
    const answer = consultSchema.parse({ ...JSON.parse(decision.text), reply: reply.text.trim() });
    expect(answer).toMatchObject({ intent: 'propose', title: 'Calculator', stack: 'static' });
    expect(answer.add_features).toContain('Dark mode');
    expect(reply.text).toMatch(/^I would build Calculator with .*change something\?\n$/);
    expect(heard.filter((piece) => reply.text.includes(piece)).length).toBeGreaterThan(2);
  });

  it('amends the plan that awaits a word', async () => {
    const plan = {
      title: 'Calculator',
      stack: 'static',
      features: ['History'],
      estimate: { usd: 0, seconds: 60 },
    };
    const { parts } = await answerTo('reply', { data: { plan, message: 'Add dark mode and build it' } });
    const decision = parts.find((part) => part.kind === 'block' && part.name === 'decision');
    expect(JSON.parse(decision?.kind === 'block' ? decision.text : '')).toEqual({
      intent: 'confirm',
      title: null,
      stack: null,
      add_features: ['Dark mode'],
      remove_features: [],
      checks: [{ id: 'c1', feature: 'Dark mode', words: 'I can switch to dark.' }],
    });
  });

  describe('as it writes an app', () => {
    it.each(kits)(
      '$title: announces every file, ships the page first, then its tests, and is done',
      async (kit) => {
        const plan = { title: kit.title, stack: 'static', features: kit.features.map(({ title }) => title) };
        const { app, parts, said } = await writtenApp({ data: { request: `a ${kit.title}`, plan } });
        const names = parts.map((part) => (part.kind === 'block' ? part.name : part.path));
        const page = names.indexOf('page');
        const isShipped = (path: string): boolean => !path.startsWith('test/') && path !== 'README.md';
        expect(names[0]).toBe('app');
        expect(names.slice(1, page)).toEqual(app.files.filter(isShipped));
        expect(names.slice(page + 1, -2)).toEqual(app.files.filter((path) => !isShipped(path)));
        expect(names.slice(-2)).toEqual(['notes', 'done']);
        expect(app.files[0]).toMatch(/^src\//);
        expect(said).toBe(
          `${kit.title}: ${app.summary} Writing ${app.files.length} files, ${app.files.filter((path) => path.startsWith('test/')).length} of them tests.\n`,
        );
      },
    );

    it.each(kits)('$title: gives every byte of what its kit makes', async (kit) => {
      const plan = { title: kit.title, stack: 'static', features: kit.features.map(({ title }) => title) };
      const { files } = await writtenApp({ data: { request: 'x', plan } });
      const features = new Set(kit.features.map(({ id }) => id));
      const composed = kit.compose({ title: kit.title, request: 'x', features });
      expect(files).toEqual(kit.slip?.apply(composed) ?? composed);
    });

    it('builds all of a plan and nothing else', async () => {
      const plan = { title: 'Sums', stack: 'static', features: ['Dark mode', 'History'] };
      const { app, files } = await writtenApp({ data: { request: 'a calculator, please', plan } });
      expect(app.title).toBe('Sums');
      expect(paths(files)).toEqual(expect.arrayContaining(['src/theme.js', 'src/history.js']));
      expect(paths(files)).not.toContain('src/keyboard.js');
    });

    it('writes a calculator with dark mode that needs no heal', async () => {
      const { files } = await writtenApp({ data: { request: 'Build a calculator with dark mode' } });
      expect(await failuresOf(files)).toEqual([]);
    });

    it('names what it leaves out, in its notes and beside them', async () => {
      const { written } = await writtenApp({ data: { request: 'Build a calculator that e-mails my boss' } });
      expect(written.notes).toContain('e-mails my boss');
      expect(written.left_out).toEqual([
        {
          what: expect.stringContaining('e-mails my boss'),
          why: 'The built-in demo model does not know it.',
        },
      ]);
    });

    it('says why it cannot build something, and what it can and how to get more', async () => {
      const { why, nearest } = await cannotOf('app', { data: { request: 'Build a chess game' } });
      expect(why).toContain('none of the apps');
      for (const kit of kits) expect(nearest.toLowerCase()).toContain(kit.title.toLowerCase());
      const [, section] = /the README’s “([^”]+)”/.exec(nearest) ?? [];
      expect(readme).toContain(`\n## ${section}\n`);
      for (const name of ['Anthropic', 'OpenAI', 'Ollama', 'Amazon Bedrock']) expect(nearest).toContain(name);
      expect(nearest).not.toMatch(/[A-Z]_[A-Z]/);
    });

    it('writes nothing but that where it cannot', async () => {
      const { said, parts } = await answerTo('app', { data: { request: 'Build a chess game' } });
      expect([said, parts.map((part) => part.kind === 'block' && part.name)]).toEqual(['', ['cannot']]);
    });

    it('does not build an app that only sounds like one of its own, and names it', async () => {
      const request = 'Build a mortgage calculator with dark mode';
      expect((await cannotOf('app', { data: { request } })).why).toContain('mortgage calculator');
    });
  });

  it.each(['review', 'words'])('refuses the %s that skills ask for, in a sentence', async (question) => {
    const heard: string[] = [];
    const turn = await ask(question, { data: {} }, { heard });
    expect(turn).toMatchObject({ stop: 'refused', text: expect.stringContaining('words of a skill') });
    expect(heard).toEqual([]);
  });

  it('refuses a question that it does not know, by name', async () => {
    await expect(ask('rocket', { data: {} })).rejects.toMatchObject({
      name: 'DependencyRefused',
      message: expect.stringContaining('rocket'),
    });
  });

  it('takes no tag from data for its question', async () => {
    const call = callFor('app', { data: { request: `<g-${nonce} app>` } });
    const messages = call.messages.map((message) => ({ ...message, blocks: message.blocks.slice(0, -1) }));
    const turn = builtInModel().converse({ ...call, messages }, { signal: new AbortController().signal });
    await expect(turn).rejects.toMatchObject({ name: 'DependencyRefused' });
  });
});
