import { describe, expect, test } from 'vitest';
import type { Command } from '../../../core/mission/decide.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { narrate } from '../../../core/mission/narrate.ts';
import { speak } from '../../../core/mission/speak.ts';
import { listed, saySilent, sayStanding } from '../../../core/mission/standing-words.ts';
import type { CheckResult } from '../../../core/wire/check.ts';
import type { FailureKind } from '../../../core/wire/mission.ts';
import { play } from './play.ts';
import { commands, cost, failure, request, toLive, toPassed, toProposed } from './samples.ts';

const all = commands();
const checks = ['It adds.', 'It can be dark.', 'It is quick!', 'It prints.', 'It counts.'].map(
  (words, at) => ({
    id: `c${at + 1}`,
    feature: 'Adds',
    words,
    core: at === 1,
  }),
);
const agree: Command = { kind: 'agree-spec', data: { ...all['agree-spec'].data, checks } };
const outcome = (id: string, how: CheckResult['outcome']): CheckResult => ({ id, outcome: how });

/** A mission on its way whose checks came out like this, all others held. */
function tried(
  odd: Readonly<Record<string, CheckResult['outcome']>> = {},
  { browser = 'Chromium 141' as string | null, waive = [] as string[], life = toPassed } = {},
): Promise<Mission> {
  const results = checks.map(({ id }) => outcome(id, odd[id] ?? 'held'));
  const told = life.map(
    (command): Command =>
      command.kind === 'receive-report'
        ? { ...command, data: { ...command.data, checks: { browser, results } } }
        : command,
  );
  return play([agree, ...told], { wanted: request(waive.length === 0 ? {} : { waive }) });
}

describe('how much of an app works', () => {
  test('is not spoken of where all of it does, or nothing was agreed', async () => {
    expect(sayStanding(await tried())).toBe('');
    expect(sayStanding(await play(toPassed))).toBe('');
  });

  test('is counted without what is done without, what the app is for first', async () => {
    expect(sayStanding(await tried({ c1: 'failed', c2: 'not-reached' }, { waive: ['c5'] }))).toBe(
      ' 2 of 4 work. What does not: It can be dark; It adds. Done without: It counts.',
    );
  });

  test('names three and counts the rest', async () => {
    const odd = { c1: 'failed', c2: 'failed', c3: 'failed', c4: 'failed' } as const;
    expect(sayStanding(await tried(odd))).toBe(
      ' 1 of 5 work. What does not: It can be dark; It adds; It is quick; and 1 more.',
    );
    expect(listed([])).toBe('');
  });

  test('says what it talks to and nobody saw answer, at its end and aloud', async () => {
    const silent = ' It talks to places.example, where nobody answered just now.';
    expect(saySilent(await play([...toPassed, all['record-asked']]))).toBe(silent);
    expect(saySilent(await play(toPassed))).toBe('');
    const life = [...toPassed, all['record-asked'], ...toLive.slice(toPassed.length)];
    const shipped = await play([...life, ...toProposed, all.settle]);
    expect(shipped.message).toContain(silent);
    expect(speak(shipped)).toContain(silent);
  });

  test.each<[string, FailureKind, string]>([
    ['broke more', 'code', 'A try to mend this broke more and was left out.'],
    ['ran out of time', 'resource', 'A try to mend this broke more and was left out.'],
    ['was refused', 'policy', 'A try to mend this broke more and was left out.'],
    ['was never paid for', 'budget', 'The money was spent before this could be mended.'],
    ['found that it cannot be', 'unsupported', 'This could not be mended.'],
  ])('says that a try to mend it %s, where the mission went back', async (_, kind, said) => {
    const restored = { attempt: 0, failure: failure({ kind }), leftOut: [] };
    const mission = { ...(await tried({ c1: 'failed' })), restored };
    expect(sayStanding(mission)).toBe(` 4 of 5 work. What does not: It adds. ${said}`);
  });

  test('is unknown where no browser was there', async () => {
    expect(sayStanding(await tried({}, { browser: null }))).toBe(' Not tried in a browser.');
  });

  test('is said when it ships: in the message and aloud', async () => {
    const mission = await tried({ c1: 'failed' }, { life: [...toLive, ...toProposed] });
    const shipped = { event: 'mission-shipped', data: { cost: { ...cost, usd: 0 } } } as const;
    expect(narrate(shipped, mission)).toBe('Done. 4 of 5 work. What does not: It adds.');
    expect(speak({ ...mission, status: 'DEPLOYED' })).toBe(
      'A preview of Calculator is online. Merging its pull request makes it live. 4 of 5 work. What does not: It adds.',
    );
    expect(speak({ ...mission, status: 'PR_OPENED' })).toMatch(/approval\. 4 of 5 work\./);
  });
});

test('what an app does without is said when it ships', async () => {
  const left_out = [{ what: 'Live weather.', why: 'No other place can be asked.' }];
  const mission = await tried();
  const without = { ...mission, spec: mission.spec && { ...mission.spec, left_out } };
  const done = { event: 'mission-shipped', data: { cost: { ...cost, usd: 0 } } } as const;
  expect(narrate(done, without)).toBe('Done. Left out: Live weather.');
  expect(speak({ ...without, status: 'BUILT' })).toBe(
    'Calculator is built and tested. Left out: Live weather.',
  );
});

describe('an app on its way online', () => {
  test.each([
    [null, 'Calculator passed its tests, but was not tried in a browser. I am putting it online.'],
    ['Chromium', 'Calculator passed its tests. I am putting it online.'],
  ])('is said to have been tried in %s', async (browser, words) => {
    const mission = await tried({}, { browser, life: [...toPassed, all['intend-deploy']] });
    expect(speak(mission)).toBe(words);
  });

  test('that was given up is only shown', async () => {
    const givenUp = { failure: failure({ step: 'accept' }), endsAs: 'FAILED' as const };
    const mission = await tried({}, { life: [...toPassed, all['intend-deploy']] });
    expect(speak({ ...mission, givenUp })).toBe(
      'Calculator does not do all that it should yet. I am putting it online for you to look at.',
    );
  });

  test.each(['BLOCKED', 'FAILED', 'TIMEOUT'] as const)(
    'of which nothing is known but %s did not make it',
    async (status) => {
      expect(speak({ ...(await play([])), status })).toBe('The mission failed.');
    },
  );
});

describe('a report', () => {
  const data = all['receive-report'].data;
  const reported = (results: readonly CheckResult[], browser: string | null = 'Chromium') =>
    narrate({ event: 'report-received', data: { ...data, checks: { browser, results: [...results] } } });

  test.each([
    [[outcome('c1', 'held'), outcome('c2', 'failed')], 'Chromium', ' 1 of 2 checks holds.'],
    [[outcome('c1', 'held'), outcome('c2', 'held')], 'Chromium', ' 2 of 2 checks hold.'],
    [[outcome('c1', 'not-run')], null, ' Not tried in a browser.'],
    [[], 'Chromium', ''],
  ])('that passed says what the browser made of it: %j in %s', (results, browser, words) => {
    expect(reported(results, browser)).toBe(`The pod reports: passed. 2 of 2 tests passed.${words}`);
  });

  test('that failed says nothing of checks', () => {
    const failed = { ...data, outcome: 'failed' as const, checks: { browser: 'Chromium', results: [] } };
    expect(narrate({ event: 'report-received', data: failed })).toBe(
      'The pod reports: failed. 2 of 2 tests passed.',
    );
  });
});
