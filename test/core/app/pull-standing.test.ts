import { describe, expect, test } from 'vitest';
import { alertLines, standingLines } from '../../../core/app/pull-standing.ts';
import type { Command } from '../../../core/mission/decide.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import type { CheckResult } from '../../../core/wire/check.ts';
import type { Finding } from '../../../core/wire/policy.ts';
import type { Needs } from '../../../core/wire/spec.ts';
import { play } from '../mission/play.ts';
import { commands, request, toPassed, tree } from '../mission/samples.ts';

const all = commands();
const words = (id: string, said: string, core = false) => ({ id, feature: 'Adds', words: said, core });
const checks = [words('c1', 'It adds.', true), words('c2', 'It can be *dark*!'), words('c3', 'It is quick.')];
const nothing: Needs = { data: false, secrets: [], origins: [] };
const shot = 'e'.repeat(64);

interface Seen {
  readonly results?: readonly CheckResult[];
  readonly browser?: string | null;
  readonly needs?: Partial<Needs>;
  readonly boot?: NonNullable<Extract<Command, { kind: 'receive-report' }>['data']['boot']>;
  readonly findings?: readonly Finding[];
  readonly waive?: readonly string[];
  readonly more?: readonly Command[];
}

/** A mission whose pod saw this. */
function seen({ results, browser = 'Chromium 141', needs, boot, findings = [], waive, more = [] }: Seen) {
  const life = toPassed.map((command): Command => {
    if (command.kind === 'pass-gate')
      return { ...command, data: { ...command.data, findings: [...findings] } };
    if (command.kind !== 'receive-report') return command;
    const data = {
      ...command.data,
      ...(results && { checks: { browser, results: [...results] } }),
      ...(boot && { boot }),
    };
    return { ...command, data };
  });
  const { data } = all['agree-spec'];
  const agree: Command = { kind: 'agree-spec', data: { ...data, checks, needs: { ...nothing, ...needs } } };
  const wanted = request(waive === undefined ? {} : { waive: [...waive] });
  return play([agree, ...life, ...more], { wanted });
}
const textOf = (mission: Mission): string => standingLines(mission).join('\n\n');
const held = (id: string): CheckResult => ({ id, outcome: 'held' });

describe('what a pull request says first', () => {
  test('is that a try to mend what fails was left out, and why', async () => {
    const results: CheckResult[] = [held('c1'), { id: 'c2', outcome: 'failed' }, held('c3')];
    const { reason, ...heal } = all['request-heal'];
    const more: Command[] = [{ ...heal, reason: { ...reason, informs: true } }, all['give-up']];
    expect(alertLines(await seen({ results, more }))).toEqual([
      expect.stringContaining('**2 of 3 checks hold.**'),
      'A try to mend this broke more and was left out. The app does not pass its own tests.',
    ]);
  });

  test('is nothing where everything holds, or nothing was agreed', async () => {
    expect(alertLines(await seen({ results: checks.map(({ id }) => held(id)) }))).toEqual([]);
    expect(alertLines(await play(toPassed))).toEqual([]);
    expect(standingLines(await play(toPassed))).toEqual([]);
  });

  test('is a secret together with a place that it could be sent to, then what is done without, then what fails', async () => {
    const secrets = [{ name: 'API_KEY', why: 'Asks for the weather.' }];
    const results: CheckResult[] = [
      { id: 'c1', outcome: 'not-reached' },
      { id: 'c2', outcome: 'failed' },
      held('c3'),
    ];
    const mission = await seen({
      results,
      needs: { secrets },
      boot: { contacted: ['https://api.example.com'], failing: [] },
      waive: ['c3'],
    });
    expect(alertLines(mission)).toEqual([
      String.raw`**Look closely:** this app is given secrets (API\_KEY) and talks to https://api.example.com.`,
      '**Done without**, by the word of ada: It is quick.',
      String.raw`**0 of 2 checks hold.** What does not work: It adds; It can be \*dark\*.`,
    ]);
    const quiet = await seen({ results: checks.map(({ id }) => held(id)), needs: { secrets } });
    expect(alertLines(quiet)).toEqual([]);
  });

  test('is what the app does without', async () => {
    const mission = await seen({ results: checks.map(({ id }) => held(id)) });
    const left_out = [{ what: 'Live *weather*.', why: 'No.' }];
    expect(alertLines({ ...mission, spec: mission.spec && { ...mission.spec, left_out } })).toEqual([
      String.raw`**Left out:** Live \*weather\*.`,
    ]);
  });

  test('is that no browser tried it', async () => {
    expect(alertLines(await seen({}))).toEqual([expect.stringContaining('**Not tried in a browser:**')]);
    expect(textOf(await seen({}))).toContain('Not tried in a browser: try them on the preview.');
  });

  test('names whoever did without by their id where it was not the owner', async () => {
    const mission = await seen({ results: [held('c1'), held('c2')], waive: ['c3'] });
    const by = 'usr_someone' as Mission['waived'][number]['by'];
    expect(alertLines({ ...mission, waived: [{ check: 'c3', by }] })[0]).toContain(String.raw`usr\_someone`);
  });
});

describe('what an app is held to', () => {
  test('leads to where its pictures are shown, where there are some and that is known', async () => {
    const results: CheckResult[] = [
      held('c1'),
      held('c2'),
      { id: 'c3', outcome: 'failed', shot_sha256: shot },
    ];
    const page = 'https://gantry.example.com/#/missions/msn_1';
    const pictures = `The pictures are shown at ${page}`;
    expect(standingLines(await seen({ results }), page)).toContain(pictures);
    expect(standingLines(await seen({ results })).join()).not.toContain('pictures');
    expect(standingLines(await seen({ results: [held('c1')] }), page).join()).not.toContain('pictures');
  });

  test('is listed with what does not work first, its picture’s digest, and what was doubted', async () => {
    const results: CheckResult[] = [
      held('c1'),
      held('c3'),
      { id: 'c2', outcome: 'failed', step: 0, reason: 'wrong', shot_sha256: shot },
    ];
    const doubted: Command = {
      ...all['keep-check'],
      data: { ...all['keep-check'].data, check: 'c2', why: 'It stays.' },
    };
    const kept = await seen({ results, more: [doubted] });
    expect(textOf(kept)).toBe(
      [
        '## Checks',
        'Agreed before the app was written. 2 of 3 hold, tried in Chromium 141.',
        [
          `- [ ] It can be \\*dark\\*\\! **does not work** (picture \`${shot}\`)`,
          '- [x] It adds. (what the app is for)',
          '- [x] It is quick.',
          String.raw`- Doubted and kept: It can be \*dark\*\! It stays.`,
        ].join('\n'),
      ].join('\n\n'),
    );
  });

  test('names the features that no check tries', async () => {
    const { data } = all['agree-spec'];
    const agree: Command = {
      kind: 'agree-spec',
      data: { ...data, checks, features: ['adds', 'A *history*', 'Memory'] },
    };
    const lines = (mission: Mission): string => standingLines(mission).join('\n\n');
    expect(lines(await play([agree, ...toPassed]))).toContain(
      String.raw`**No check tries:** A \*history\*; Memory.`,
    );
    expect(lines(await play(toPassed))).not.toContain('No check tries');
  });

  test('says which check was put right, also one that the spec has no more', async () => {
    const mission = await seen({ results: [held('c1')] });
    const questioned = [
      { check: 'c1', why: 'It is called Sum.', sha256: tree(8) },
      { check: 'c9', why: 'Gone.' },
    ];
    const text = textOf({ ...mission, questioned });
    expect(text).toContain('- Put right: It adds. It is called Sum.');
    expect(text).toContain('- Doubted and kept: c9 Gone.');
    expect(text).toContain('- [ ] It is quick. **was not reached**');
  });

  test('has what the app talks to, agreed or not, and what has to be set', async () => {
    const mission = await seen({
      needs: {
        secrets: [{ name: 'API_KEY', why: 'Asks for the weather.' }],
        origins: [
          { origin: 'https://agreed.example', by: 'page', why: 'Maps.' },
          { origin: 'https://seen.example', by: 'function', why: 'Weather.' },
        ],
      },
      boot: { contacted: ['https://seen.example', 'https://odd.example'], failing: [] },
    });
    const text = textOf(mission);
    expect(text).toContain(
      [
        '## Talks to\n',
        '- https://agreed.example: page, Maps. (not asked for while it was tried)',
        '- https://seen.example: function, Weather.',
        '- https://odd.example: **nobody agreed to this**',
      ].join('\n'),
    );
    const silent = [{ origin: 'https://seen.example', outcome: 'silent' } as const];
    const attempts = mission.attempts.map((attempt) => ({
      ...attempt,
      asked: { attempt: 0, places: silent },
    }));
    expect(textOf({ ...mission, attempts })).toContain(
      '- https://seen.example: function, Weather. **It gave no answer when it was asked for real: try it on the preview.**',
    );
    expect(text).toContain('## Set before merging\n\n- API\\_KEY: Asks for the weather.');
  });

  test('has what the gate let pass, and functions that answered as if they were broken', async () => {
    const finding = { rule: 'big-file', severity: 'warn', why: 'It is big.' } as const;
    const mission = await seen({
      findings: [finding, { ...finding, path: 'a_b.js' }, { ...finding, path: 'c.js', line: 3 }],
      boot: { contacted: [], failing: [{ path: '/api/sum', status: 502 }] },
    });
    const failingLive = [{ path: '/api/list', status: 500 }];
    expect(textOf({ ...mission, failingLive })).toContain(
      [
        '## Warnings\n',
        '- big-file: It is big.',
        String.raw`- big-file: a\_b.js: It is big.`,
        '- big-file: c.js:3: It is big.',
        '- /api/sum answered 502 to a bare request.',
        '- /api/list answered 500 at the preview.',
      ].join('\n'),
    );
  });
});
