import { expect, test } from 'vitest';
import { judgeRead } from '../../../core/gate/judge-read.ts';
import {
  ruleOfInnerName,
  ruleOfPythonBuiltin,
  ruleOfPythonUse,
} from '../../../core/gate/read/python-modules.ts';
import type { Policy } from '../../../core/wire/policy.ts';

test.each([
  ['os.system', 'shell-python'],
  ['os.path.join', undefined],
  ['os', undefined],
  ['subprocess', 'shell-python'],
  ['subprocess.run', 'shell-python'],
  ['urllib.request', 'network-module'],
  ['json.loads', undefined],
  ['json.codecs', undefined],
  ['json.codecs.open', 'file-access'],
  ['json.codecs.builtins.open', 'import-computed'],
  ['logging.os.system', 'import-computed'],
  ['codecs.open', 'file-access'],
  ['timeit.timeit', 'eval-python'],
  ['builtins.eval', 'eval-python'],
  ['builtins.len', undefined],
  ['_helper.read', undefined],
])('%s, as a parser resolves it, breaks %s', (dotted, rule) => {
  expect(ruleOfPythonUse(dotted)).toBe(rule);
});

test('a built-in and a name of the interpreter’s own break their rules by themselves', () => {
  expect(['exec', 'open', '__import__', 'len', 'os'].map(ruleOfPythonBuiltin)).toEqual([
    'eval-python',
    'file-access',
    'import-computed',
    undefined,
    undefined,
  ]);
  expect(['__loader__', '__globals__', 'f_back', '__name__'].map(ruleOfInnerName)).toEqual([
    'import-computed',
    'native-code',
    'native-code',
    undefined,
  ]);
});

const policy = {
  sha256: 'f'.repeat(64),
  content: {
    forbidden: [
      { id: 'shell-python', why: 'No processes.', pattern: 'x', severity: 'fix', again: 'deny' },
      { id: 'file-access', why: 'No files.', pattern: 'x', severity: 'warn' },
    ],
  } as unknown as Policy,
};
const shell = { rule: 'shell-python', path: 'api/b.py', line: 2 };
const file = { rule: 'file-access', path: 'api/a.py', line: 9 };

test('what was read in the pod goes back to the author in the policy’s words', () => {
  const verdict = judgeRead(policy, { findings: [shell, file], healedFor: ['file-access'] });
  expect(verdict).toEqual({
    outcome: 'fix',
    findings: [
      { ...file, severity: 'fix', why: 'No files.' },
      { ...shell, severity: 'fix', why: 'No processes.' },
    ],
    policy_sha256: policy.sha256,
  });
});

test('a finding that may not come back is denied the second time, and an unknown rule still sends back', () => {
  const unknown = { ...file, rule: 'of-another-version' };
  const { outcome, findings } = judgeRead(policy, {
    findings: [unknown, shell],
    healedFor: ['shell-python'],
  });
  expect(outcome).toBe('deny');
  expect(findings).toMatchObject([
    { rule: 'shell-python', severity: 'deny' },
    { rule: 'of-another-version', severity: 'fix', why: expect.stringContaining('may not do') },
  ]);
  expect(judgeRead(policy, { findings: [], healedFor: [] }).outcome).toBe('pass');
});
