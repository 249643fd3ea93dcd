import { describe, expect, test } from 'vitest';
import { classifyReport, failedTitles, isTimeFailure } from '../../../core/pod/classify-report.ts';
import { makeFailure, makeReport, makeStep } from './make-report.ts';

const tests = {
  total: 9,
  passed: 2,
  failed: 7,
  titles: [
    { title: 'works', outcome: 'passed' as const },
    ...Array.from({ length: 7 }, (_, index) => ({ title: `breaks ${index}`, outcome: 'failed' as const })),
  ],
};

describe('classifyReport', () => {
  test('passes a report that is whole', () => {
    expect(classifyReport(makeReport())).toBeUndefined();
    expect(classifyReport(makeReport({ tests: null }))).toBeUndefined();
  });

  test.each([
    ['exit', {}, 'code'],
    ['coverage', { exit_code: 0 }, 'code'],
    ['artifact', { exit_code: 0 }, 'code'],
    ['memory', {}, 'resource'],
    ['time', { exit_code: null, ended_by: 'time' }, 'resource'],
    ['processes', { ended_by: 'processes' }, 'resource'],
    ['output', { ended_by: 'output' }, 'resource'],
    ['supervisor', {}, 'provider'],
    ['exit', { exit_code: 137 }, 'resource'],
    ['exit', { exit_code: 134 }, 'resource'],
    ['exit', { exit_code: null, signal: 'SIGKILL' }, 'resource'],
    ['exit', { exit_code: null, signal: 'SIGABRT' }, 'resource'],
    ['exit', { exit_code: null, signal: 'SIGSEGV' }, 'code'],
    ['exit', { exit_code: 139 }, 'code'],
    ['exit', { exit_code: 1, ended_by: 'memory' }, 'resource'],
  ] as const)('classes %s with %j as %s, and says what to do', (because, step, kind) => {
    const failure = classifyReport(makeFailure(because, step));
    expect(failure).toMatchObject({ kind, step: 'test' });
    expect(failure?.message).toMatch(/(?:Mend|Ask|Add|Retry) [^.]+\.$|counts as 0\.$/);
  });

  test('names the failed tests, five of them, and counts the rest', () => {
    const failure = classifyReport(makeFailure('exit', {}, { tests }));
    expect(failure?.message).toBe(
      '7 of 9 tests failed: "breaks 0", "breaks 1", "breaks 2", "breaks 3", "breaks 4" and 2 more. Mend the code, or a test that is wrong.',
    );
    const one = { ...tests, total: 1, failed: 1, titles: tests.titles.slice(0, 2) };
    expect(classifyReport(makeFailure('exit', {}, { tests: one }))?.message).toContain(
      'failed: "breaks 0". Mend',
    );
    expect(failedTitles(makeReport({ tests: null }))).toEqual([]);
  });

  test('uses the words of the supervisor for a step without failed tests', () => {
    const report = makeFailure('exit', { step: 'smoke' }, { failed_step: 'smoke', message: 'no title!' });
    expect(classifyReport(report)?.message).toBe('The smoke step failed: no title! Mend what its log names.');
    expect(classifyReport(makeFailure('exit', {}, { message: ' ' }))?.message).toContain(
      'it gave no reason.',
    );
  });

  test('takes the excerpt from the step that failed', () => {
    const steps = [
      makeStep({ step: 'build', log_tail: 'built' }),
      makeStep({ exit_code: 1, log_tail: 'broken\n' }),
    ];
    expect(classifyReport(makeFailure('exit', {}, { steps }))?.excerpt).toBe('broken');
  });

  test.each([
    ['a failure that names no cause', makeFailure(null)],
    ['a pass that names a failed step', makeReport({ failed_step: 'test' })],
    ['a pass that names a cause', makeReport({ failed_because: 'exit' })],
    ['a pass without an artifact', makeReport({ artifact_sha256: null })],
    ['a pass without steps', makeReport({ steps: [] })],
    ['a pass with a failed step', makeReport({ steps: [makeStep({ exit_code: 1 })] })],
    ['a pass with a killed step', makeReport({ steps: [makeStep({ signal: 'SIGKILL' })] })],
    ['a pass with a step ended from outside', makeReport({ steps: [makeStep({ ended_by: 'time' })] })],
    ['a pass with failed tests', makeReport({ tests })],
  ])('believes no report that contradicts itself: %s', (_, report) => {
    expect(classifyReport(report)).toMatchObject({ kind: 'provider' });
  });

  test('names a stage where no step ran', () => {
    const report = makeFailure('supervisor', {}, { failed_step: null, steps: [] });
    expect(classifyReport(report)).toMatchObject({ kind: 'provider', step: 'build', excerpt: '' });
    expect(classifyReport(makeFailure('exit', {}, { steps: [] }))).toMatchObject({
      kind: 'code',
      step: 'test',
    });
  });

  test('tells time from memory', () => {
    expect(isTimeFailure(makeFailure('time'))).toBe(true);
    expect(isTimeFailure(makeFailure('memory'))).toBe(false);
    expect(isTimeFailure(makeReport({ failed_because: 'time' }))).toBe(false);
  });
});
