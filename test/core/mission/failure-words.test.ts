import { describe, expect, test } from 'vitest';
import { DependencyFailed } from '../../../core/errors.ts';
import { explainCaught } from '../../../core/mission/explain-caught.ts';
import { healNotes, sayFailure } from '../../../core/mission/failure-words.ts';
import { withServiceWords } from '../../../core/mission/service-words.ts';
import { speak } from '../../../core/mission/speak.ts';
import { classifyReport } from '../../../core/pod/classify-report.ts';
import { failureOfFindings, judge } from '../../../core/pod/judge.ts';
import type { Failure } from '../../../core/wire/mission.ts';
import { failureKindSchema } from '../../../core/wire/mission.ts';
import type { PodReport } from '../../../core/wire/pod.ts';
import { podReportSchema, stepNameSchema } from '../../../core/wire/pod.ts';
import { texts } from '../../../functions/_generated/texts.ts';
import { digest, makeFailure, makeReport, treeSha256 } from '../pod/make-report.ts';
import { play } from './play.ts';
import { commands, failure, tree } from './samples.ts';

/** What nobody is to hear read aloud, written down apart from the words that it judges. */
const unheard: readonly [string, RegExp][] = [
  ['a variable', /[A-Z]{2,}_[A-Z]/],
  ['an id', /(?:msn|app|usr|pod)_\w/],
  ['a digest', /[0-9a-f]{12}/],
  ['an exit code or a signal', /exit|ended with|SIG[A-Z]/],
  ['a file', /\.(?:js|ts|tsx|json|yaml|py|css|html)\b/],
  ['an address', /https?:|\/[a-z]+\//],
  ['the name of an error', /[a-z](?:Error|Exception|Failed|Refused)\b|States\./],
  ['a rule', /rule [a-z]+-/i],
  ['a stage', /draft-app|heal-app|gate-draft|deploy-app|check-live|publish-app|launch-pod/],
  ['code', /`/],
];
const isForPeople = (text: string, of: string): void => {
  expect(text, of).toMatch(/^[A-Z].*[.!?]$/s);
  for (const [what, pattern] of unheard)
    expect(text, `${what} in what is said of ${of}`).not.toMatch(pattern);
};
async function heard(told: Failure, of: string): Promise<void> {
  isForPeople(sayFailure(told), of);
  for (const status of ['FAILED', 'BLOCKED', 'TIMEOUT'] as const)
    isForPeople(speak({ ...(await play([])), status, failure: told }), `${of}, aloud`);
}

const causes = podReportSchema.shape.failed_because.unwrap().options;
const message = 'node --test exited with code 1 in src/app.js (see /tmp/gantry/x) GANTRY_HOME';

describe('a failure in words for whoever asked', () => {
  test.each(causes.flatMap((because) => stepNameSchema.options.map((step) => [because, step] as const)))(
    'holds nothing that only its author reads: %s in %s',
    async (because, step) => {
      const steps = makeFailure(because, { step }).steps;
      const report: PodReport = makeFailure(because, {}, { failed_step: step, message, steps });
      await heard(classifyReport(report) as Failure, `${because} in ${step}`);
    },
  );

  test.each(texts.policy.content.forbidden.map(({ id, why, severity }) => [id, why, severity] as const))(
    'says why rule %s does not allow something, and not which',
    async (rule, why, severity) => {
      const found = { rule, why, severity, path: 'src/app.js', line: 3 };
      await heard(failureOfFindings([found, found]), rule);
    },
  );

  const names = [
    'DependencyFailed',
    'DependencyRefused',
    'PolicyDenied',
    'BudgetSpent',
    'PodLost',
    'PodInterrupted',
    'Conflict',
    'MissionEnded',
    'States.Timeout',
    'States.HeartbeatTimeout',
    'Runtime.ExitError',
    'Lambda.Unknown',
    'TypeError',
  ];
  const states = [
    ...['LaunchPod', 'Specify', 'DraftApp', 'HealApp', 'GateDraft', 'Build', 'Judge'],
    ...['ReviewApp', 'DeployApp', 'CheckLive', 'PublishApp'],
  ];
  const said = [
    '',
    'GitHub is busy.',
    'The key in ANTHROPIC_API_KEY is not accepted. Put a valid one there.',
    "Cannot read properties of undefined (reading 'x') at file:///var/task/index.mjs:3",
    '{"errorType":"TypeError","errorMessage":"x is not a function"}',
    'POST https://api.vercel.com/v13/deployments answered 500',
    String(withServiceWords(new DependencyFailed('a', 'Busy.', { details: { excerpt: 'SSO at /login' } }))),
  ];
  test.each(names.flatMap((name) => states.map((step) => [name, step] as const)))(
    'holds nothing of the machine where %s ended %s',
    async (name, step) => {
      for (const cause of said)
        await heard(explainCaught({ name, cause, step }).failure, `${name} of ${step}: ${cause}`);
    },
  );

  test('is said of every kind, however little is known', async () => {
    for (const kind of failureKindSchema.options)
      for (const text of ['', 'x', 'Rule no-eval in a.js:3: No eval.'])
        for (const step of ['test', 'accept', 'unheard-of'])
          await heard(failure({ kind, step, message: text }), `${kind} of ${step}`);
  });

  test('keeps a service’s own plain words, and says where there is more', () => {
    const busy = explainCaught({ name: 'DependencyFailed', cause: 'GitHub is busy.', step: 'PublishApp' });
    expect(sayFailure(busy.failure)).toBe('GitHub is busy.');
    const key = 'The key in ANTHROPIC_API_KEY is not accepted. Put a valid one there.';
    const refused = explainCaught({ name: 'DependencyRefused', cause: key, step: 'DraftApp' });
    expect(sayFailure(refused.failure)).toBe(
      'The app could not be written. Put a valid one there. The mission’s page says more.',
    );
    const late = explainCaught({
      name: 'DependencyRefused',
      cause: 'GitHub is busy. See GET /rate_limit.',
      step: 'PublishApp',
    });
    expect(sayFailure(late.failure)).toBe('GitHub is busy. The mission’s page says more.');
  });

  test('is short however long its message is, and takes no time over it', () => {
    const long = failure({
      kind: 'provider',
      step: 'publish-app',
      message: `GitHub is busy. ${'A-'.repeat(200_000)}.`,
    });
    expect(sayFailure(long)).toBe('GitHub is busy. The mission’s page says more.');
  });

  test.each([
    ['test', healNotes.pod(3), 'The app does not pass its own tests. It was mended 3 times without success.'],
    ['build', healNotes.repeated, 'The app could not be built. The same failure came back after two heals.'],
    ['build', '', 'The app could not be built.'],
  ])('says of %s that mending did not help: %j', (step, note, words) => {
    expect(sayFailure(failure({ step, message: `The ${step} step failed. ${note}`.trim() }))).toBe(words);
  });

  test('names what does not work as whoever asked would', async () => {
    const accept = { browser: 'Chromium', checks: [{ id: 'c1', outcome: 'failed' as const }], shots: [] };
    const judged = judge(digest)({
      report: makeReport({ accept }),
      attempt: 0,
      treeSha256,
      earlierHeals: [1, 2, 3].map((attempt) => ({
        ...commands(attempt)['request-heal'].reason,
        fingerprint: tree(attempt),
      })),
      maxHeals: { pod: 3, gate: 0 },
      checks: [
        {
          id: 'c1',
          feature: 'Messages',
          words: 'A message that one visitor leaves is seen by another.',
          core: true,
          steps: [{ do: 'see', what: 'Hello' }],
        },
      ],
      waived: [],
    });
    const told = judged.verdict === 'give-up' ? judged.failure : failure();
    await heard(told, 'a failed check');
    const mission = { ...(await play([])), status: 'FAILED' as const, failure: told };
    expect(speak(mission)).toBe(
      'What does not work: A message that one visitor leaves is seen by another. It was mended 3 times without success.',
    );
    expect(speak({ ...mission, isLive: true })).toMatch(/ You can look at it as it is\.$/);
  });
});
