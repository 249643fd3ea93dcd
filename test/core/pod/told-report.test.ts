import { describe, expect, test } from 'vitest';
import { checkOutcomes, countingChecks } from '../../../core/pod/check-outcomes.ts';
import { toldReport } from '../../../core/pod/told-report.ts';
import { missionFactSchema } from '../../../core/wire/event.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { missionId } from '../mission/samples.ts';
import { makeReport } from './make-report.ts';

const stored = { attempt: 0, report_sha256: 'c'.repeat(64), log_sha256: 'd'.repeat(64) };
const sha256 = 'e'.repeat(64);

describe('what an event tells of a report', () => {
  test('is as it was where the report says nothing of checks or of boot', () => {
    const told = toldReport(makeReport({ tests: null }));
    expect(told).not.toHaveProperty('checks');
    expect(told).not.toHaveProperty('boot');
    expect(told.tests).toBeNull();
    expect(toldReport(makeReport({ coverage: { line_percent: 80, files: [] } }))).toMatchObject({
      tests: { total: 1, passed: 1, failed: 0 },
      coverage_percent: 80,
    });
  });

  test('has each check’s outcome and picture, the origins, and the functions that answered 5xx', () => {
    const failed = { id: 'c1', outcome: 'failed', step: 1, reason: 'wrong', shot_sha256: sha256 } as const;
    const accept: AcceptReport = {
      browser: 'Chromium 141',
      checks: [{ ...failed, why: 'No Hello.', aria: '- main', said: ['x'] }],
      shots: [{ n: 0, check: 'c1', sha256 }],
    };
    const boot = {
      browser: 'Chromium 141',
      pages: ['/'],
      contacted: ['https://api.example.com'],
      functions: [
        { path: '/api/a', status: 500, said: 'TypeError' },
        { path: '/api/b', status: 404, said: '' },
        { path: '/api/c', status: null, said: '' },
      ],
    };
    const report = makeReport({ accept, boot });
    expect(toldReport(report).checks).toEqual({ browser: 'Chromium 141', results: [failed] });
    expect(toldReport(report)).toMatchObject({
      boot: { contacted: ['https://api.example.com'], failing: [{ path: '/api/a', status: 500 }] },
    });
  });

  test('fits an event, whatever the report holds', () => {
    const long = `https://${'é'.repeat(300)}`;
    const report = makeReport({
      accept: {
        browser: 'Chromium 141',
        checks: Array.from({ length: 40 }, (_none, n) => ({
          id: `c${n}`,
          outcome: 'failed' as const,
          step: 7,
          reason: 'not-found' as const,
          shot_sha256: sha256,
          aria: 'x'.repeat(4_000),
        })),
        shots: [],
      },
      boot: {
        browser: null,
        pages: [],
        contacted: Array.from({ length: 50 }, () => long),
        functions: Array.from({ length: 100 }, () => ({ path: long, status: 502, said: long })),
      },
    });
    const data = { ...toldReport(report), ...stored };
    expect(missionFactSchema.parse({ event: 'report-received', data })).toBeTruthy();
    expect(Buffer.byteLength(JSON.stringify({ missionId, data }))).toBeLessThan(22 * 1024);
  });
});

describe('the outcome of a check', () => {
  const checks = [{ id: 'c1' }, { id: 'c2' }, { id: 'c3' }];

  test.each([
    ['nobody tried it', undefined],
    ['no browser was there', { browser: null, results: [{ id: 'c1', outcome: 'held' as const }] }],
  ])('is not-run where %s', (_, tried) => {
    expect(checkOutcomes(checks, tried, ['c2']).map(({ outcome }) => outcome)).toEqual([
      'not-run',
      'waived',
      'not-run',
    ]);
  });

  test('is the browser’s where one was there, and not-reached for whatever came to no end', () => {
    const results = [
      { id: 'c1', outcome: 'held' as const },
      { id: 'c2', outcome: 'not-run' as const },
    ];
    expect(checkOutcomes(checks, { browser: 'Chromium', results }, [])).toEqual([
      { id: 'c1', outcome: 'held' },
      { id: 'c2', outcome: 'not-reached' },
      { id: 'c3', outcome: 'not-reached' },
    ]);
  });
});

describe('the check that says what the app is for', () => {
  const checks = [
    { id: 'c1', core: false },
    { id: 'c2', core: true },
    { id: 'c3', core: false },
  ];

  test.each([
    [[], 'c2'],
    [['c3'], 'c2'],
    [['c2'], 'c1'],
    [['c1', 'c2'], 'c3'],
  ])('is, without %j, %s', (waived, core) => {
    expect(countingChecks(checks, waived).filter((check) => check.core)).toEqual([{ id: core, core: true }]);
  });

  test('is none where nothing is left', () => {
    expect(countingChecks(checks, ['c1', 'c2', 'c3'])).toEqual([]);
  });
});
