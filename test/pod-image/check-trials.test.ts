import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromDriverSchema } from '../../pod-image/driver/messages.ts';
import { checkTrials, notRun } from '../../pod-image/supervisor/check-trials.ts';
import type { Seen } from '../../pod-image/supervisor/drive.ts';
import { checkOf } from './support/spec-of.ts';

const png = Buffer.from('89504e470d0a1a0a00', 'hex');
const checks = ['c1', 'c2', 'c3'].map((id) => checkOf(id, `Says ${id}`, { do: 'see', what: 'Milk' }));
const finding = { aria: '', said: [], foreign: [], already: [] };
type Tried = Extract<Seen, { say: 'tried' }>;
const tried = (
  id: string,
  more: Partial<Tried['result']> = {},
  seen: object = {},
  picture?: Buffer,
): Tried => ({
  say: 'tried',
  result: { id, outcome: 'held', ...more },
  finding: { id, ...finding, ...seen },
  ...(picture && { png: picture.toString('base64') }),
});

function follow(...seen: readonly Seen[]) {
  const lines: string[] = [];
  const trials = checkTrials(checks, (line) => lines.push(line));
  trials.see({ say: 'browser', name: 'Chromium 1' });
  for (const one of seen) trials.see(one);
  return { trials, lines };
}

describe('what a driver says of checks', () => {
  it('becomes a report and a line for people each; what was not reached is said', () => {
    const { trials, lines } = follow(
      tried('c1', {}, { aria: '- button "Add"' }, png),
      tried(
        'c2',
        { outcome: 'failed', step: 0, reason: 'wrong' },
        {
          why: '"Milk" is not shown',
          aria: '- main:\n  - button "Add"\n  - textbox "Note"',
          said: ['boom'],
          foreign: ['https://a.example'],
        },
      ),
    );
    const sha256 = hash('sha256', png);
    expect(trials.end()).toMatchObject({
      tried: {
        report: {
          browser: 'Chromium 1',
          checks: [
            { id: 'c1', outcome: 'held', shot_sha256: sha256 },
            {
              id: 'c2',
              outcome: 'failed',
              why: '"Milk" is not shown',
              aria: expect.stringMatching(/^- main/),
              said: ['boom'],
            },
            { id: 'c3', outcome: 'not-reached' },
          ],
          shots: [{ n: 0, check: 'c1', sha256 }],
          names: ['button "Add"', 'textbox "Note"'],
        },
        shots: [png],
      },
      contacted: ['https://a.example'],
    });
    expect(lines).toEqual([
      '✔ c1 held: Says c1',
      '✖ c2 failed at step 1, see Milk: "Milk" is not shown (Says c2)',
      'c3 was not reached: Says c3',
    ]);
  });

  it('fails the check that was under way where the driver was ended at a limit, and no other', () => {
    const { trials } = follow(tried('c1'), { say: 'trying', check: 'c2' });
    trials.breakOff();
    expect(trials.end().tried.report.checks).toMatchObject([
      { id: 'c1', outcome: 'held' },
      { id: 'c2', outcome: 'failed', reason: 'wrong', why: 'the page stopped answering' },
      { id: 'c3', outcome: 'not-reached' },
    ]);
    const between = follow(tried('c1')).trials;
    between.breakOff();
    expect(between.end().tried.report.checks.map(({ outcome }) => outcome)).toEqual([
      'held',
      'not-reached',
      'not-reached',
    ]);
  });

  it('counts a picture by its own bytes: one of another digest is told by its own, and what is none is left out', () => {
    const { trials } = follow(
      tried('c1', { shot_sha256: 'f'.repeat(64) }, {}, png),
      tried('c2', { shot_sha256: 'f'.repeat(64) }, {}, Buffer.from('GIF89a')),
      tried('c3', { shot_sha256: 'f'.repeat(64) }),
    );
    const { report, shots } = trials.end().tried;
    expect(report.checks.map(({ shot_sha256 }) => shot_sha256)).toEqual([
      hash('sha256', png),
      undefined,
      undefined,
    ]);
    expect(shots).toEqual([png]);
  });

  it('is refused out of turn, twice, and of what was never asked', () => {
    expect(() => follow(tried('c2'))).toThrow('out of turn');
    expect(() => follow(tried('c1'), tried('c1'))).toThrow('out of turn');
    expect(() => follow(tried('c1'), tried('c2'), tried('c3'), tried('c4'))).toThrow('out of turn');
  });

  it('is of the shapes that are agreed and no others', () => {
    const refused = [
      { say: 'tried', result: { id: 'c1', outcome: 'held', more: 1 }, finding: { id: 'c1', ...finding } },
      { say: 'call', id: 1, request: { method: 'get', url: 'x', headers: {}, body: '' } },
      { ...tried('c1'), png: 'A'.repeat(300_000) },
      { ...tried('c1'), finding: { id: 'c1', ...finding, aria: 'x'.repeat(5_000) } },
      { say: 'write-report' },
    ];
    for (const message of refused) expect(fromDriverSchema.safeParse(message).success).toBe(false);
    expect(fromDriverSchema.safeParse(tried('c1', {}, {}, png)).success).toBe(true);
  });

  it('says of checks that nobody tried that they were not run', () => {
    expect(notRun(checks.slice(0, 1), null).report).toEqual({
      browser: null,
      checks: [{ id: 'c1', outcome: 'not-run' }],
      shots: [],
    });
  });
});
