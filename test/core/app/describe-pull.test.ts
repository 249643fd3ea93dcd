import { describe, expect, test } from 'vitest';
import { describePull } from '../../../core/app/describe-pull.ts';
import { diffPull } from '../../../core/app/diff-pull.ts';
import { inline, oneLine, quoted } from '../../../core/app/markdown.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { play } from '../mission/play.ts';
import { commands, missionId, request, toLive, toPassed } from '../mission/samples.ts';
import { makeReport, makeStep } from '../pod/make-report.ts';

const checkpoint = { mission_id: missionId, seq: 1, head_sha256: 'h', key_id: 'k', signature: 's' };
const draft = {
  app: { slug: 'calculator', title: 'Calculator', summary: 'Adds *numbers*.' },
  stack: 'static' as const,
  files: [],
  notes: 'Look here.',
  left_out: [],
};
const changes = { heals: [], extended: undefined };
const body = (mission: Mission, over: Parameters<typeof makeReport>[0] = {}, notes = draft.notes): string =>
  describePull({ mission, draft: { ...draft, notes }, report: makeReport(over), checkpoint, changes });

describe('the body of a pull request', () => {
  test('has what was asked, agreed, tested and deployed, and the signed head', async () => {
    const plan = { title: 'Calc', stack: 'static' as const, features: ['Dark mode', '[x](javascript:1)'] };
    const text = body(await play(toLive, { wanted: request({ plan, voice_memo: 'Say ``` and <b>' }) }), {
      coverage: { line_percent: 91.26, files: [] },
    });
    expect(text).toContain(String.raw`Adds \*numbers\*.`);
    expect(text).toContain('````text\nSay ``` and <b>\n````');
    expect(text).toContain('**Calc** (static)\n- Dark mode\n- \\[x\\](javascript:1)');
    expect(text).toContain('http://calculator.localhost:5050/');
    expect(text).toContain(
      "Isolation: bubblewrap. 1 of 1 of the app's own tests passed. 91.3 % of lines covered.",
    );
    expect(text).toContain('built-in demo model (`built-in`)');
    expect(text).toContain('"head_sha256": "h"');
    expect(text).toContain('at the first attempt.');
    expect(text).toContain('## Notes of the author');
  });

  test('says what data goes for good, and who wrote what no model did', async () => {
    const agree = commands()['agree-spec'];
    const needs = { ...agree.data.needs, drops: ['messages', 'notes.color'] };
    const lossy = { ...agree, data: { ...agree.data, needs } };
    const text = body(await play([lossy, ...toPassed], { wanted: request({ edit: 'a'.repeat(64) }) }));
    expect(text).toContain(
      '## Deletes for good\n\n- `messages`, with what people left there\n- `notes.color`, with what people left there',
    );
    expect(text).toContain('The owner of the app, by hand; no model was asked, mission');
    expect(text).not.toContain('built-in demo model');
    expect(body(await play([agree, ...toPassed]))).not.toContain('## Deletes');
  });

  test('names what is left out, by the spec and by the author, and what the app is held to', async () => {
    const agree = commands()['agree-spec'];
    const weather = { what: 'Live weather', why: 'No other origin can be asked.' };
    const sounds = { what: 'Sounds', why: 'There was no room.' };
    const authored = toPassed.map((command) =>
      command.kind === 'store-draft'
        ? { ...command, data: { ...command.data, left_out: [sounds] } }
        : command,
    );
    const text = body(await play([{ ...agree, data: { ...agree.data, left_out: [weather] } }, ...authored]));
    expect(text).toContain(
      '## Left out\n\n- Live weather: No other origin can be asked.\n- Sounds: There was no room.',
    );
    expect(text).toMatch(
      /Not tried in a browser[^\n]*\n\n- \[ \] Two and two are four\. \(what the app is for\)/,
    );
    expect(body(await play([{ ...agree, data: { ...agree.data, checks: [] } }, ...toPassed]))).not.toMatch(
      /## (?:Left out|Checks)/,
    );
  });

  test.each([
    [{ tried: 5, noticed: 1 }, true],
    [{ tried: 4, noticed: 2 }, false],
    [{ tried: 3, noticed: 1 }, false],
    [{ tried: 1, noticed: 0 }, true],
  ])(
    'warns where tests noticed fewer than a third of what was broken on purpose: %j',
    async (broken, isWarned) => {
      const text = body(await play(toPassed), { broken: { ...broken, missed: [], duration_ms: 9 } });
      const warning = `${broken.tried} functions were broken on purpose, one at a time, and the app's own tests noticed ${broken.noticed}.`;
      expect(text.includes(`**Warning:** ${warning}`)).toBe(isWarned);
    },
  );

  test('of a mission that deployed nothing and measured nothing says so', async () => {
    const steps = [
      makeStep({ exit_code: null, signal: 'SIGKILL' }),
      makeStep({ exit_code: null, ended_by: 'time' }),
      makeStep({ exit_code: null, peak_memory_bytes: 5 * 1024 * 1024 }),
    ];
    const text = body(await play([]), { tests: null, artifact_sha256: null, steps }, '');
    expect(text).toContain('This mission did not deploy.');
    expect(text).toContain('artifact_sha256: `none`');
    expect(text).toContain('unknown model (`unknown`)');
    expect(text).not.toContain('tests passed');
    expect(text).not.toContain('## Notes');
    expect(text).toContain('| test | SIGKILL | 10 ms | 0 MB |');
    expect(text).toContain('| test | time | 10 ms | 0 MB |');
    expect(text).toContain('| test |  | 10 ms | 5 MB |');
  });

  test('has what review skills found, with nothing that Markdown would read', async () => {
    const review = commands()['record-review'];
    const [said] = review.data.reviews;
    const over = (change: Partial<typeof said & object>) =>
      ({ ...said, ...change }) as NonNullable<typeof said>;
    const reviews = [
      over({}),
      over({
        skill: 'bare',
        summary: '<b>2</b>',
        findings: [
          { severity: 'note', message: '[x](y)\n# z' },
          { severity: 'note', message: 'whole file', path: 'a.js' },
        ],
      }),
      over({ skill: 'slow', outcome: 'timed-out', summary: '', findings: [] }),
      over({ skill: 'broken', outcome: 'failed', summary: '', findings: [] }),
    ];
    const text = body(await play([...toPassed, { ...review, data: { ...review.data, reviews } }]));
    expect(text).toContain('## Review');
    expect(text).toContain(String.raw`- warn: a\_b.js:3: Too big.`);
    expect(text).toContain(String.raw`**bare**: \<b\>2\</b\>`);
    expect(text).toContain(String.raw`- note: \[x\](y) \# z`);
    expect(text).toContain('- note: a.js: whole file');
    expect(text).toContain('**slow**: took too long');
    expect(text).toContain('**broken**: failed');
    expect(body(await play(toPassed))).not.toContain('## Review');
  });

  test.each([
    [1, 'healed once.'],
    [2, 'healed 2 times.'],
  ])('says that it was healed (%i)', async (heals, line) => {
    const healing = [0, 1].slice(0, heals).map((attempt) => commands(attempt)['request-heal']);
    expect(body(await play([...toPassed, ...healing]))).toContain(line);
  });
});

test('what is shown to whoever approves turns no reader’s eyes', () => {
  expect(quoted('a\u202eb\u2066c\u001b[31m\0\td\r\ne')).toBe('```text\nabc[31m\td\ne\n```');
  expect(inline('\u202eeurt\u202c \u0007')).toBe('eurt');
  expect(inline('👩‍💻 עברית')).toBe('👩‍💻 עברית');
});

test('a title is one line of whole characters, and a paragraph no trailer', () => {
  expect(oneLine(' To do\r\n\r\nSigned-off-by: somebody else ')).toBe('To do Signed-off-by: somebody else');
  expect(oneLine('abc👩', 4)).toBe('abc');
  expect(oneLine('abc👩', 5)).toBe('abc👩');
  expect(oneLine('a\ud83d')).toBe('a\ufffd');
});

test('quoted text cannot close its fence, and inline text cannot leave its line', () => {
  expect(quoted('a')).toBe('```text\na\n```');
  expect(quoted('`````')).toBe('``````text\n`````\n``````');
  expect(inline('a\n# b @c <d>')).toBe(String.raw`a \# b \@${'\u200b'}c \<d\>`);
  expect(inline('see #12, gh-3, a@b')).toBe(
    String.raw`see \#${'\u200b'}12, gh-${'\u200b'}3, a\@${'\u200b'}b`,
  );
});

test('a diff shows what was made, changed and deleted', () => {
  const diff = diffPull([
    { path: 'new.js', before: null, after: 'a\n' },
    { path: 'changed.js', before: 'a\n', after: 'b\n' },
    { path: 'gone.js', before: 'a\n', after: null },
  ]);
  expect(diff).toContain('--- /dev/null');
  expect(diff).toContain('+++ b/new.js');
  expect(diff).toContain('--- a/changed.js');
  expect(diff).toContain('+++ b/changed.js');
  expect(diff).toContain('-a\n+b\n');
  expect(diff).toContain('+++ /dev/null');
});
