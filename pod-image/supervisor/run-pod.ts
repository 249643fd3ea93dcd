import { hash } from 'node:crypto';
import { treeSha256 } from '../../core/draft/tree-digest.ts';
import type { Digest } from '../../core/ports/digest.ts';
import {
  noticesTooLittle,
  type PodBundle,
  type PodOrder,
  type PodReport,
  podBundleSchema,
} from '../../core/wire/pod.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { bakedPackages } from '../programs/baked-packages.ts';
import type { StepRunner } from '../runners/step-runner.ts';
import type { Toolchain } from '../runners/toolchain.ts';
import { createAppData } from './app-data.ts';
import { createAppOutside } from './app-outside.ts';
import { artifactBytes, packArtifact } from './artifact.ts';
import { createLogSink, type LogSink } from './log-sink.ts';
import { type RecipeResult, runRecipe } from './run-recipe.ts';
import {
  createWorkFolder,
  linkPackages,
  type WorkFolder,
  type WrittenFile,
  writeFiles,
} from './work-folder.ts';

const digest: Digest = { sha256: (data) => hash('sha256', data, 'hex') };

export interface PodDeps {
  readonly order: PodOrder;
  readonly mailbox: Mailbox;
  readonly runner: StepRunner;
  readonly toolchain: Toolchain;
  /** Aborts when the pod is told to end: no report is written then. */
  readonly ending: AbortSignal;
}

/**
 * One pod's whole life: waits for its bundle, builds it, writes artifact and then report. `no-bundle` when none came in time; throws when a
 * bundle is not one, because there is then nothing to report about. Whatever happens, nothing of a step outlives this.
 */
export async function runPod(deps: PodDeps): Promise<'reported' | 'no-bundle'> {
  const bytes = await deps.mailbox.awaitBundle(
    AbortSignal.any([deps.ending, AbortSignal.timeout(deps.order.wait_ms)]),
  );
  if (bytes === undefined) return 'no-bundle';
  const startedMs = performance.now();
  const deadlineMs = startedMs + deps.order.limits.wall_ms;
  const bundle = podBundleSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  const logs = createLogSink({ mailbox: deps.mailbox, attempt: bundle.attempt });
  const work = await createWorkFolder();
  try {
    const result = await build({ ...deps, logs, work, deadlineMs }, bundle);
    await logs.flush();
    await deliver(deps, bundle, result, startedMs);
  } finally {
    await work.remove();
  }
  return 'reported';
}

async function build(
  deps: PodDeps & { readonly logs: LogSink; readonly work: WorkFolder; readonly deadlineMs: number },
  bundle: PodBundle,
): Promise<RecipeResult> {
  const { order, work, toolchain } = deps;
  const why = whyNotThisBundle(order, bundle);
  if (why !== undefined) return refuse(bundle, why);
  try {
    await writeFiles(work.folders.tree, bundle.files);
    await linkPackages(work.root, toolchain.nodeModules, bakedPackages[bundle.stack]);
  } catch (error) {
    return refuse(bundle, error instanceof Error ? error.message : String(error));
  }
  const data = createAppData(bundle.files);
  const outside = createAppOutside(bundle);
  try {
    return await runRecipe({ ...deps, data, outside, limits: order.limits }, bundle);
  } finally {
    await Promise.all([data.close(), outside.close()]);
  }
}

function whyNotThisBundle(order: PodOrder, bundle: PodBundle): string | undefined {
  if (bundle.mission_id !== order.mission_id) return 'the bundle is for another mission';
  if (treeSha256(digest, bundle.files) !== bundle.tree_sha256)
    return 'the bundle is not the tree that its digest names';
  return undefined;
}

function refuse({ recipe }: PodBundle, message: string): RecipeResult {
  const step = recipe[0]?.step ?? 'build';
  const failure = { step, because: 'supervisor', message } as const;
  return { steps: [], failure, artifact: [], tests: undefined, coverage: undefined };
}

const digestOf = (files: readonly WrittenFile[]): string =>
  treeSha256(
    digest,
    files.map(({ path, content }) => ({ path, bytes: Buffer.from(content) })),
  );

/** Artifact and pictures are written first, so that whoever sees the report finds them. */
async function deliver(
  deps: PodDeps,
  bundle: PodBundle,
  result: RecipeResult,
  startedMs: number,
): Promise<void> {
  const { mailbox } = deps;
  const artifact = result.failure === undefined ? result.artifact : [];
  if (artifact.length > 0) await mailbox.putArtifact(await packArtifact(artifact));
  // A report without a picture is worth more than no report; one that nobody finds is left out of it later.
  for (const [n, png] of (result.accept?.shots ?? []).entries())
    await mailbox.putShot(n, png).catch((error: unknown) => {
      process.stderr.write(`picture ${n} was not written: ${String(error)}\n`);
    });
  const report = reportOf(deps, bundle, { ...result, artifact }, startedMs);
  await mailbox.putReport(Buffer.from(JSON.stringify(report)));
}

function reportOf(
  { order, runner }: PodDeps,
  bundle: PodBundle,
  result: RecipeResult,
  startedMs: number,
): PodReport {
  const { failure, artifact } = result;
  return {
    version: 1,
    mission_id: order.mission_id,
    pod_id: order.pod_id,
    attempt: bundle.attempt,
    isolation: runner.isolation,
    outcome: failure === undefined ? 'passed' : 'failed',
    failed_step: failure?.step ?? null,
    failed_because: failure?.because ?? null,
    message: describe(result, runner).slice(0, 2_000),
    tree_sha256: treeSha256(digest, bundle.files),
    artifact_sha256: artifact.length > 0 ? digestOf(artifact) : null,
    artifact_bytes: artifactBytes(artifact),
    steps: [...result.steps],
    tests: result.tests ?? null,
    coverage: result.coverage ?? null,
    ...(result.broken && { broken: result.broken }),
    ...(result.findings && { findings: result.findings }),
    ...(result.boot && { boot: result.boot }),
    ...(result.accept && { accept: result.accept.report }),
    peak_memory_bytes: Math.max(0, ...result.steps.filter(isOfApp).map((step) => step.peak_memory_bytes)),
    duration_ms: Math.round(performance.now() - startedMs),
  };
}

/** The browser has a limit of its own, and its memory is none of the app's. */
const isOfApp = ({ step }: PodReport['steps'][number]): boolean => step !== 'boot' && step !== 'accept';

function describe({ failure, tests, coverage, broken }: RecipeResult, { isolation }: StepRunner): string {
  const weak =
    isolation === 'node-permission' ? ' Isolation was weak: no network cut, no user of its own.' : '';
  if (failure !== undefined) return failure.message + weak;
  const covered = coverage ? `${coverage.line_percent} % of lines covered` : 'coverage not measured';
  const tested = tests ? `: ${tests.passed} tests, ${covered}` : '';
  const doubt =
    broken !== undefined && noticesTooLittle(broken)
      ? ` Its own tests noticed ${broken.noticed} of ${broken.tried} functions that were broken on purpose.`
      : '';
  return `Built${tested}.${doubt}${weak}`;
}
