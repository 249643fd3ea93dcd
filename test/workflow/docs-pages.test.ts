import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { missionFactSchema } from '../../core/wire/event.ts';
import { missionStatusSchema } from '../../core/wire/mission.ts';

const page = 'docs/architecture.md';
const text = readFileSync(page, 'utf8');
const diagrams = [...text.matchAll(/```mermaid\n([\s\S]*?)```/g)].map(([, diagram]) => diagram ?? '');

const missionEvents = missionFactSchema.options.map(({ shape }) => shape.event.value);
const appEvents = [
  ...readFileSync('core/app/append-app-fact.ts', 'utf8').matchAll(/'([a-z]+(?:-[a-z]+)+)'/g),
].map(([, name]) => name ?? '');
const folders = ['socket-connect', 'receive-report'];
/** Words with a hyphen that are names of nothing. */
const words = new Set(['ws-ticket']);

const machine: unknown = JSON.parse(readFileSync('infra/workflow/mission.asl.json', 'utf8'));
const states = Object.keys((machine as { readonly States: object }).States);

describe('the pages of docs', () => {
  test('draws a mission, a heal, a late socket, a merge and a kill', () => {
    expect(diagrams).toHaveLength(5);
    for (const diagram of diagrams) expect(diagram).toMatch(/^sequenceDiagram\n/);
  });

  test('names only events that can happen, and functions that are there', () => {
    const known = new Set<string>([...missionEvents, ...appEvents, ...folders, ...words]);
    for (const folder of folders) expect(existsSync(join('functions', folder)), folder).toBe(true);
    const named = diagrams.flatMap((diagram) => diagram.match(/\b[a-z]+(?:-[a-z]+)+\b/g) ?? []);
    expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([]);
  });

  test('names only states of the state machine and statuses of a mission', () => {
    const first = diagrams[0] ?? '';
    const named = first.match(/\b(?:[A-Z][a-z]+){2,}\b/g) ?? [];
    expect([...new Set(named)].filter((name) => !states.includes(name))).toEqual([]);
    for (const state of ['Specify', 'DraftApp', 'GateDraft', 'Build', 'Judge', 'ReviewApp', 'Settle'])
      expect(first).toContain(state);
    const statuses = text.match(/\(([A-Z_]+)\)/g)?.map((status) => status.slice(1, -1)) ?? [];
    expect(statuses.length).toBeGreaterThan(5);
    expect(statuses.filter((status) => !missionStatusSchema.safeParse(status).success)).toEqual([]);
  });

  test('tells a mission in the order in which its stages follow', () => {
    const told = [
      'LaunchPod',
      'Specify',
      'DraftApp',
      'GateDraft',
      'Build hands',
      'Judge',
      'ReviewApp',
      'DeployApp',
    ];
    const places = [...told, 'CheckLive', 'PublishApp', 'Settle'].map(
      (name) => diagrams[0]?.indexOf(name) ?? -1,
    );
    expect(places).toEqual([...places].sort((left, right) => left - right));
  });

  test.each([page, 'docs/README.md', 'docs/console.md', 'docs/decisions/0020-signed-in-across-tabs.md'])(
    '%s leads nowhere that is not there',
    (file) => {
      const links = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
        ([, link]) => link ?? '',
      );
      expect(links.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([]);
    },
  );

  test.each(['README.md', 'docs/console.md'])(
    '%s has no line over 120 characters but tables and links',
    (file) => {
      const wide = readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => [...line].length > 120 && !/^(\||\[[^\]]+\]: )/.test(line));
      expect(wide).toEqual([]);
    },
  );

  test('the README shows pictures that are there, the moving one of at most 2 MB', () => {
    const shown = [...readFileSync('README.md', 'utf8').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(
      ([, file]) => file ?? '',
    );
    expect(shown).toContain('docs/screenshots/tour.gif');
    for (const file of shown) expect(statSync(file).size, file).toBeLessThanOrEqual(2 * 1024 * 1024);
  });

  test('the index names every page and every decision', () => {
    const index = readFileSync('docs/README.md', 'utf8');
    const pages = readdirSync('docs').filter((name) => name.endsWith('.md') && name !== 'README.md');
    const decisions = readdirSync('docs/decisions').map((name) => `decisions/${name}`);
    expect([...pages, ...decisions].filter((name) => !index.includes(`(${name})`))).toEqual([]);
  });
});
