import type { Checkpoint } from '../evidence/checkpoint.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { Draft } from '../wire/draft.ts';
import { noticesTooLittle, type PodReport } from '../wire/pod.ts';
import type { ReviewFinding, SkillReview } from '../wire/skill.ts';
import { inline, quoted } from './markdown.ts';
import type { PullChanges } from './pull-changes.ts';
import { changeLines } from './pull-changes.ts';
import { alertLines, standingLines } from './pull-standing.ts';

/** The body of a mission's pull request in Markdown, what whoever approves it must know first: what does not hold, what was asked and came of it, what was changed, tested and deployed, and the signed head of the chain. */
export function describePull(input: {
  readonly mission: Mission;
  readonly draft: Draft;
  readonly report: PodReport;
  readonly checkpoint: Checkpoint;
  readonly changes: PullChanges;
  /** The mission's page in the console, where it is known. */
  readonly page?: string | undefined;
}): string {
  const { mission, draft, report, checkpoint, changes, page } = input;
  return [
    inline(draft.app.summary),
    ...alertLines(mission),
    '## Asked for',
    quoted(mission.request.voice_memo),
    ...planLines(mission),
    ...standingLines(mission, page),
    ...changeLines(changes),
    ...lossLines(mission),
    '## Preview',
    mission.deployment === undefined ? 'This mission did not deploy.' : mission.deployment.url,
    '## Tested',
    ...testLines(report),
    ...reviewLines(mission),
    '## Digests',
    [
      `- tree_sha256: \`${report.tree_sha256}\``,
      `- artifact_sha256: \`${report.artifact_sha256 ?? 'none'}\``,
    ].join('\n'),
    '## Made by',
    `${makerOf(mission)}, mission \`${mission.missionId}\`, ${healLine(mission)}`,
    ...(draft.notes === '' ? [] : ['## Notes of the author', quoted(draft.notes)]),
    '## Checkpoint',
    quoted(JSON.stringify(checkpoint, null, 2)),
  ].join('\n\n');
}

/** What goes for good once this is merged; its owner said yes to each. */
function lossLines({ spec }: Mission): readonly string[] {
  const { drops = [] } = spec?.needs ?? {};
  if (drops.length === 0) return [];
  return [
    '## Deletes for good',
    drops.map((name) => `- \`${name}\`, with what people left there`).join('\n'),
  ];
}

function makerOf({ request, pins }: Mission): string {
  if (request.edit !== undefined) return 'The owner of the app, by hand; no model was asked';
  return `${inline(pins?.model_label ?? 'unknown model')} (\`${pins?.model_id ?? 'unknown'}\`)`;
}

function planLines(mission: Mission): readonly string[] {
  const plan = mission.request.plan;
  if (plan === null) return [];
  return [
    '## Agreed plan',
    [
      `**${inline(plan.title)}** (${plan.stack})`,
      ...plan.features.map((feature) => `- ${inline(feature)}`),
    ].join('\n'),
  ];
}

function testLines(report: PodReport): readonly string[] {
  const steps = report.steps.map(
    (step) =>
      `| ${step.step} | ${step.exit_code ?? step.signal ?? step.ended_by ?? ''} | ${step.duration_ms} ms | ${megabytes(step.peak_memory_bytes)} |`,
  );
  const tests =
    report.tests === null
      ? []
      : [`${report.tests.passed} of ${report.tests.total} of the app's own tests passed.`];
  const coverage =
    report.coverage === null ? [] : [`${report.coverage.line_percent.toFixed(1)} % of lines covered.`];
  return [
    [`Isolation: ${report.isolation}.`, ...tests, ...coverage, ...brokenLine(report)].join(' '),
    ['| step | exit | time | peak memory |', '| --- | --- | --- | --- |', ...steps].join('\n'),
  ];
}

/** Tests that pass whatever the app does are worth a reviewer's look; where enough were noticed there is nothing to say. */
function brokenLine({ broken }: PodReport): readonly string[] {
  if (broken === undefined || !noticesTooLittle(broken)) return [];
  return [
    `**Warning:** ${broken.tried} functions were broken on purpose, one at a time, and the app's own tests noticed ${broken.noticed}.`,
  ];
}

function reviewLines(mission: Mission): readonly string[] {
  const reviews = currentAttempt(mission).review?.reviews ?? [];
  if (reviews.length === 0) return [];
  return [
    '## Review',
    'What review skills found; none of it stops the pull request.',
    ...reviews.map((review) =>
      [`**${inline(review.skill)}**: ${verdictOf(review)}`, ...review.findings.map(findingLine)].join('\n'),
    ),
  ];
}

function verdictOf({ outcome, summary }: SkillReview): string {
  if (outcome === 'failed') return 'failed, so this was not looked at.';
  return outcome === 'timed-out' ? 'took too long, so this was not looked at.' : inline(summary);
}

function findingLine({ severity, message, path, line }: ReviewFinding): string {
  const place = path === undefined ? '' : ` ${inline(path)}${line === undefined ? '' : `:${line}`}:`;
  return `- ${severity}:${place} ${inline(message)}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}

function healLine(mission: Mission): string {
  const heals = mission.attempts.length - 1;
  if (heals <= 0) return 'at the first attempt.';
  return heals === 1 ? 'healed once.' : `healed ${heals} times.`;
}
