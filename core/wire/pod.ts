import * as z from 'zod';
import { checkResultSchema } from './check.ts';
import { sourceFileSchema, stackSchema } from './draft.ts';
import { missionIdSchema, podIdSchema, sha256Schema } from './ids.ts';
import { specSchema } from './spec.ts';

/** How the pod was kept apart from the machine it ran on, best first. */
export const isolationSchema = z.enum(['fargate', 'docker', 'bubblewrap', 'node-permission']);
export type Isolation = z.infer<typeof isolationSchema>;

/** The steps of a recipe, in the order they run; policy.yaml names a program of the pod image for each. */
export const stepNameSchema = z.enum([
  'install',
  'read',
  'types',
  'test',
  'build',
  'smoke',
  'boot',
  'accept',
]);
export type StepName = z.infer<typeof stepNameSchema>;

export const recipeSchema = z
  .array(z.strictObject({ step: stepNameSchema, program: z.string().regex(/^[a-z][a-z0-9-]*$/) }))
  .min(1);
export type Recipe = z.infer<typeof recipeSchema>;

export const podLimitsSchema = z.strictObject({
  memory_bytes: z.number().int().positive(),
  wall_ms: z.number().int().positive(),
  processes: z.number().int().positive(),
  output_bytes: z.number().int().positive(),
  artifact_bytes: z.number().int().positive(),
});
export type PodLimits = z.infer<typeof podLimitsSchema>;

export const defaultPodLimits: PodLimits = {
  memory_bytes: 512 * 1024 * 1024,
  wall_ms: 180_000,
  processes: 256,
  output_bytes: 4 * 1024 * 1024,
  artifact_bytes: 16 * 1024 * 1024,
};

/** What a pod's task on Fargate has: 1 vCPU is to be had with 2 GB, of which the app, the browser, and driver and supervisor together take no more than this. */
export const podTask = { cpuUnits: 1_024, memoryMiB: 2_048, containerMiB: 512 + 512 + 256 } as const;

/** An upload form of S3: POST these fields and then the file. */
export const uploadFormSchema = z.strictObject({ url: z.url(), fields: z.record(z.string(), z.string()) });

/**
 * `in/order.json`: all that a pod is told when it starts. With `transport.kind` `directory` the mailbox is the folder that holds `in/` and
 * `out/`; with `signed-urls` everything goes through these addresses, and `log_upload`'s key ends where the number is put.
 */
export const podOrderSchema = z.strictObject({
  version: z.literal(1),
  mission_id: missionIdSchema,
  pod_id: podIdSchema,
  limits: podLimitsSchema,
  /** How long a pod waits for its bundle before it ends itself. */
  wait_ms: z.number().int().positive(),
  transport: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('directory') }),
    z.strictObject({
      kind: z.literal('signed-urls'),
      bundle_url: z.url(),
      log_upload: uploadFormSchema,
      report_upload: uploadFormSchema,
      /** Its key ends where the number of a picture and `.png` are put. */
      shot_upload: uploadFormSchema.optional(),
      artifact_upload: uploadFormSchema,
    }),
  ]),
});
export type PodOrder = z.infer<typeof podOrderSchema>;

/** `in/bundle`: JSON; the 180 s run from the moment that the pod has it. */
export const podBundleSchema = z.strictObject({
  version: z.literal(1),
  mission_id: missionIdSchema,
  attempt: z.number().int().nonnegative(),
  stack: stackSchema,
  tree_sha256: sha256Schema,
  recipe: recipeSchema,
  minimum_coverage_percent: z.number().min(0).max(100),
  files: z.array(sourceFileSchema).min(1),
  /** Paths of the files that Gantry added: no test of the app owes them anything. Left out by version 0.1. */
  added: z.array(z.string()).max(20).optional(),
  /** What the app was agreed to do, with the checks that are tried on it; left out by version 0.1. */
  spec: specSchema.optional(),
});
export type PodBundle = z.infer<typeof podBundleSchema>;

/** `out/log-<n>`, n from 0 without gaps: the lines of one step, at most 200 and 24 KiB, control characters already removed. */
export const podLogSchema = z.strictObject({
  attempt: z.number().int().nonnegative(),
  step: stepNameSchema,
  n: z.number().int().nonnegative(),
  lines: z.array(z.string()).max(200),
});
export type PodLog = z.infer<typeof podLogSchema>;

/** Why a step was ended from outside, or null when it ended by itself. */
export const stepEndSchema = z.enum(['memory', 'time', 'processes', 'output']).nullable();

export const stepReportSchema = z.strictObject({
  step: stepNameSchema,
  program: z.string(),
  exit_code: z.number().int().nullable(),
  signal: z.string().nullable(),
  ended_by: stepEndSchema,
  duration_ms: z.number().int().nonnegative(),
  peak_memory_bytes: z.number().int().nonnegative(),
  /** What held memory and processes: a control group of its own, the container's, or looks every 50 ms. Left out by version 0.1. */
  held_by: z.enum(['control-group', 'container', 'looks']).optional(),
  /** The end of the step's output, where errors stand; at most 16 KiB. */
  log_tail: z.string(),
  log_bytes: z.number().int().nonnegative(),
});
export type StepReport = z.infer<typeof stepReportSchema>;

export const testReportSchema = z.strictObject({
  total: z.number().int().nonnegative(),
  passed: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  /** At most 500 test titles with their outcome, in the order they ran. */
  titles: z
    .array(z.strictObject({ title: z.string(), outcome: z.enum(['passed', 'failed', 'skipped']) }))
    .max(500),
});

export const coverageReportSchema = z.strictObject({
  line_percent: z.number().min(0).max(100),
  /** Shipped modules only; one that no test loads counts as 0. */
  files: z.array(z.strictObject({ path: z.string(), line_percent: z.number().min(0).max(100) })).max(200),
});

/**
 * What loading the app as served showed: its pages, the origins that they asked for, and each function asked once with a bare GET. `browser`
 * is null where none was there and pages were loaded by a DOM library.
 */
export const bootReportSchema = z.strictObject({
  browser: z.string().nullable(),
  pages: z.array(z.string()).max(200),
  contacted: z.array(z.string()).max(50),
  functions: z
    .array(
      z.strictObject({
        path: z.string(),
        /** Null where it gave no answer. */
        status: z.number().int().min(100).max(599).nullable(),
        /** What it printed or threw, its telling end. */
        said: z.string().max(1_000),
      }),
    )
    .max(100),
});
export type BootReport = z.infer<typeof bootReportSchema>;

/** What the checks showed: `browser` names what they ran in, null where none was there; shots are `out/shot-<n>.png`, n from 0. */
export const acceptReportSchema = z.strictObject({
  browser: z.string().nullable(),
  checks: z.array(
    checkResultSchema.extend({
      /** Why the step failed, in our words. */
      why: z.string().max(2_000).optional(),
      /** The page at the step that failed, as an ARIA snapshot of at most 4 KiB. */
      aria: z.string().optional(),
      /** Errors of its console and requests that failed. */
      said: z.array(z.string()).optional(),
    }),
  ),
  shots: z
    .array(
      z.strictObject({ n: z.number().int().nonnegative().max(15), check: z.string(), sha256: sha256Schema }),
    )
    .max(16),
  /** What the pages name at the ends of all checks, each once, such as `button "Add"`; left out by earlier pods. */
  names: z.array(z.string().max(400)).max(80).optional(),
});

export type AcceptReport = z.infer<typeof acceptReportSchema>;

/** `out/report.json`: written by the supervisor alone, once, after the model's code is dead. */
export const podReportSchema = z.strictObject({
  version: z.literal(1),
  mission_id: missionIdSchema,
  pod_id: podIdSchema,
  attempt: z.number().int().nonnegative(),
  isolation: isolationSchema,
  outcome: z.enum(['passed', 'failed']),
  /** The step that failed, or null when all passed. */
  failed_step: stepNameSchema.nullable(),
  /** `memory` and `time` are resource failures; `exit` is the code's own; `coverage` is too little tested; `policy` is what `findings` tell. */
  failed_because: z
    .enum(['exit', 'memory', 'time', 'processes', 'output', 'coverage', 'artifact', 'policy', 'supervisor'])
    .nullable(),
  /** What reading the app's sources found that apps may not do, by the rules of policy.yaml; left out where nothing was. */
  findings: z
    .array(z.strictObject({ rule: z.string().max(80), path: z.string(), line: z.number().int().positive() }))
    .max(100)
    .optional(),
  message: z.string().max(2_000),
  tree_sha256: sha256Schema,
  artifact_sha256: sha256Schema.nullable(),
  artifact_bytes: z.number().int().nonnegative(),
  steps: z.array(stepReportSchema),
  tests: testReportSchema.nullable(),
  coverage: coverageReportSchema.nullable(),
  /** Functions that were broken one at a time after the tests had passed, and how many the tests noticed; left out where none was tried. */
  broken: z
    .object({
      tried: z.number().int().positive(),
      noticed: z.number().int().nonnegative(),
      missed: z.array(z.object({ path: z.string(), name: z.string() })).max(5),
      duration_ms: z.number().int().nonnegative(),
    })
    .optional(),
  /** Left out by version 0.1. */
  boot: bootReportSchema.optional(),
  /** Facts alone: a check that fails leaves `outcome` passed, and what follows from it is judged outside. Left out by version 0.1. */
  accept: acceptReportSchema.optional(),
  peak_memory_bytes: z.number().int().nonnegative(),
  duration_ms: z.number().int().nonnegative(),
});
export type PodReport = z.infer<typeof podReportSchema>;

/** Fewer than one broken function in three: tests that can hardly fail say little by passing. A warning, since it may be chance. */
export const noticesTooLittle = ({
  tried,
  noticed,
}: Pick<NonNullable<PodReport['broken']>, 'tried' | 'noticed'>): boolean => noticed * 3 < tried;

/** What a picture of a check may weigh. */
export const maxShotBytes = 200_000;
const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether bytes are a picture that a pod may leave: a PNG by its signature, of at most 200 KB. */
export const isShot = (bytes: Uint8Array): boolean =>
  bytes.length <= maxShotBytes && pngSignature.every((byte, at) => bytes[at] === byte);

/** How long the checks of an app may take: a clock of its own beside the pod's. */
export const acceptMs = 90_000;
/** What starting browsers and reading the last check may take beyond it, before the supervisor ends them. */
export const acceptGraceMs = 15_000;
/** The longest that a pod works on its bundle: whoever waits for it waits longer than this. */
export const longestWorkMs = ({ wall_ms }: Pick<PodLimits, 'wall_ms'>): number =>
  wall_ms + acceptMs + acceptGraceMs;

/** The mailbox's parts, relative to its prefix. */
export const mailboxKeys = {
  order: 'in/order.json',
  bundle: 'in/bundle',
  log: (n: number): string => `out/log-${n}`,
  shot: (n: number): string => `out/shot-${n}.png`,
  report: 'out/report.json',
  artifact: 'out/artifact.tar',
} as const;
