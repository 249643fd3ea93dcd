import { describe, expect, it } from 'vitest';
import { missionIdSchema } from '../../core/wire/ids.ts';
import { describeApi } from '../../core/wire/open-api.ts';
import { readReference, readSchema } from '../../web/docs/open-api.ts';
import { searchReference } from '../../web/docs/search-reference.ts';
import { joinPages } from '../../web/missions/join-pages.ts';
import { formatAgo, formatDuration } from '../../web/shell/duration.ts';
import { formatUsd } from '../../web/shell/money.ts';
import { needWords } from '../../web/talk/need-words.ts';
import { viewOf } from './mission-frames.ts';

describe('formatDuration', () => {
  it('says the two units that matter', () => {
    const cases = [
      [-5, '0.0 s'],
      [420, '0.4 s'],
      [12_300, '12 s'],
      [60_000, '1 min'],
      [185_000, '3 min 5 s'],
      [7_800_000, '2 h 10 min'],
    ] as const;
    for (const [ms, words] of cases) expect(formatDuration(ms)).toBe(words);
  });
});

describe('formatAgo', () => {
  it('needs no clock to be understood', () => {
    const now = Date.UTC(2026, 0, 10);
    expect(formatAgo(new Date(now + 5_000).toISOString(), now)).toBe('just now');
    expect(formatAgo(new Date(now - 180_000).toISOString(), now)).toBe('3 minutes ago');
    expect(formatAgo(new Date(now - 86_400_000).toISOString(), now)).toBe('yesterday');
  });
});

describe('formatUsd', () => {
  it('never rounds a cost to nothing', () => {
    expect([0, 0.0004, 0.126].map(formatUsd)).toEqual(['$0', 'under $0.01', '$0.13']);
  });
});

describe('needWords', () => {
  it('says what an app needs, a line each, and nothing where it needs nothing', () => {
    expect(needWords({ data: false, secrets: [], origins: [] })).toEqual([]);
    expect(
      needWords({
        data: true,
        secrets: [{ name: 'MAP_KEY', why: 'the map asks for it' }],
        origins: [{ origin: 'https://tiles.example', by: 'page', why: 'the map' }],
      }),
    ).toEqual([
      'A database of its own',
      'The secret MAP_KEY, which you set: the map asks for it',
      'Talks to tiles.example: the map',
    ]);
  });
});

describe('joinPages', () => {
  const view = (id: string, seq: number) =>
    viewOf('QUEUED', { mission_id: missionIdSchema.parse(`msn_${id.repeat(26)}`), seq });

  it('has each mission once, the view with more events, newest first', () => {
    const joined = joinPages([
      { missions: [view('3', 1), view('2', 5)] },
      { missions: [view('2', 4), view('1', 9)] },
    ]);
    expect(joined.map(({ mission_id, seq }) => [mission_id[4], seq])).toEqual([
      ['3', 1],
      ['2', 5],
      ['1', 9],
    ]);
  });
});

describe('readReference', () => {
  const reference = readReference(describeApi('1.2.3'));
  const operation = (id: string) =>
    reference.groups.flatMap(({ operations }) => operations).find((one) => one.id === id);

  it('has every route by its group, with who may call it', () => {
    expect(reference.version).toBe('1.2.3');
    expect(operation('health')).toMatchObject({
      method: 'GET',
      path: '/health',
      group: 'health',
      isPublic: true,
    });
    expect(operation('cancelMission')).toMatchObject({ group: 'missions', isPublic: false });
    expect(operation('listMissions')?.parameters.map(({ name }) => name)).toEqual([
      'limit',
      'cursor',
      'status',
      'q',
      'owner',
    ]);
  });

  it('shows bodies as trees, with types and what may be left out in words', () => {
    const body = operation('signIn')?.contents.find(({ label }) => label === 'Body');
    const tree = readSchema('', body?.schema ?? {}, true);
    expect(tree.children.map(({ name, isRequired }) => [name, isRequired])).toEqual([
      ['username', false],
      ['password', true],
    ]);
    expect(tree.children[1]?.type).toBe('string, at most 1024 characters');
    expect(tree.children[0]?.type).toContain('else "admin"');
  });

  it('sees through lists and nullable values', () => {
    const schema = {
      type: 'array',
      items: {
        type: 'object',
        required: ['a'],
        properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      },
    };
    const tree = readSchema('all', schema, true);
    expect(tree.type).toBe('list of object');
    expect(tree.children[0]).toMatchObject({ name: 'a', type: 'string or null', isRequired: true });
  });

  it('takes anything for a document without failing', () => {
    for (const document of [undefined, null, 3, [], { paths: { '/x': { get: null } } }])
      expect(readReference(document).groups.length).toBeLessThan(2);
  });

  it('finds routes by every word that is sought', () => {
    const found = searchReference(reference, 'post  MISSION cancel');
    expect(found.flatMap(({ operations }) => operations.map(({ id }) => id))).toEqual(['cancelMission']);
  });
});
