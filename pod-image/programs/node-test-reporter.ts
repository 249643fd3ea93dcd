import { relative, resolve } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { giveResult } from './give-result.ts';
import type { StepResult } from './step-result.ts';

const maximumTitles = 500;

type Tests = NonNullable<StepResult['tests']>;
type Outcome = Tests['titles'][number]['outcome'];
type Files = Map<string, { path: string; passed: number; failed: number; skipped: number }>;

/** A reporter for Node's test runner that prints nothing: it hands totals, titles and line coverage to the supervisor. */
export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const tests: Tests = { total: 0, passed: 0, failed: 0, titles: [] };
  const files: Files = new Map();
  let coverage: StepResult['coverage'];
  for await (const event of source) {
    if (event.type === 'test:pass' || event.type === 'test:fail') count(tests, files, event);
    if (event.type === 'test:coverage') coverage = coverageOf(event.data.summary);
  }
  giveResult({ tests, files: [...files.values()], ...(coverage && { coverage }) });
  yield '';
}

function count(
  tests: Tests,
  files: Files,
  event: Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>,
): void {
  const { data } = event;
  if (data.details.type === 'suite') return;
  const outcome = isEmptyFile(event) ? 'failed' : outcomeOf(event);
  tests.total += 1;
  if (outcome === 'passed') tests.passed += 1;
  if (outcome === 'failed') tests.failed += 1;
  const path = relative(process.cwd(), data.file ?? '');
  const file = files.get(path) ?? { path, passed: 0, failed: 0, skipped: 0 };
  files.set(path, { ...file, [outcome]: file[outcome] + 1 });
  if (tests.titles.length < maximumTitles)
    tests.titles.push({ title: data.name.slice(0, 300), outcome, file: path });
}

/** A file without a test passes as a test of its own name; it may have ended the process before its tests were there. */
const isEmptyFile = ({ type, data }: Parameters<typeof count>[2]): boolean =>
  type === 'test:pass' &&
  data.nesting === 0 &&
  data.file !== undefined &&
  resolve(data.name) === resolve(data.file);

function outcomeOf({ type, data }: Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>): Outcome {
  if (data.skip || data.todo) return 'skipped';
  return type === 'test:pass' ? 'passed' : 'failed';
}

function coverageOf(
  summary: Extract<TestEvent, { type: 'test:coverage' }>['data']['summary'],
): NonNullable<StepResult['coverage']> {
  return summary.files.map((file) => ({
    path: relative(summary.workingDirectory, file.path),
    lines: file.totalLineCount,
    covered: file.coveredLineCount,
  }));
}
