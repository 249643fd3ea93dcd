import { describe, expect, it } from 'vitest';
import { appListSchema, conversationListSchema } from '../../core/wire/http.ts';
import { findThings } from '../../web/search/find-things.ts';
import { viewOf } from './mission-frames.ts';

const at = '2026-01-01T00:00:00Z';
const id = (prefix: string, digit: number): string => `${prefix}_${String(digit).repeat(26)}`;
const { apps } = appListSchema.parse({
  apps: ['Task board', 'Café menu'].map((title, index) => ({
    app_id: id('app', index),
    slug: `app-${index}`,
    title,
    stack: 'static',
    live_url: null,
    clone_url: null,
    repo_url: null,
    missions: [],
    created_at: at,
  })),
});
const { conversations } = conversationListSchema.parse({
  conversations: [
    {
      conversation_id: id('cnv', 0),
      title: 'A board for the choir',
      state: 'NEEDS_INPUT',
      app: null,
      turns: 2,
      updated_at: at,
    },
  ],
  next_cursor: null,
});
const things = { apps, conversations, missions: [viewOf('FAILED', { voice_memo: 'Build a board game' })] };
const titles = (text: string): readonly string[] => findThings(text, things).map(({ title }) => title);

describe('findThings', () => {
  it('finds apps, then conversations, then missions, by the beginnings of words in any order', () => {
    expect(titles('bo')).toEqual(['Task board', 'A board for the choir', 'Build a board game']);
    expect(titles('boa TAS')).toEqual(['Task board']);
    expect(titles('oard')).toEqual([]);
  });

  it('finds letters with and without their marks', () => {
    expect(titles('cafe')).toEqual(['Café menu']);
    expect(titles('café')).toEqual(['Café menu']);
  });

  it('finds a mission by how it ended, and the screens of the console', () => {
    expect(titles('failed')).toEqual(['Build a board game']);
    expect(findThings('budget', things)[0]).toMatchObject({ title: 'Account', href: '#/account' });
  });

  it('shows what is newest of each kind without a text, at most six', () => {
    const many = { ...things, apps: Array.from({ length: 9 }, () => apps).flat() };
    expect(findThings('', many).filter(({ kind }) => kind === 'Apps')).toHaveLength(6);
    expect(titles('').slice(-5)).toEqual(['New app', 'Apps', 'Missions', 'Account', 'API reference']);
  });
});
