import * as z from 'zod';
import { checkIdSchema, checkResultSchema, checkWordsSchema } from './check.ts';
import { addedFileSchema, draftAppSchema, leftOutSchema, stackSchema } from './draft.ts';
import {
  appIdSchema,
  checkpointLogIdSchema,
  missionIdSchema,
  podIdSchema,
  sha256Schema,
  userIdSchema,
} from './ids.ts';
import { costSchema, failureSchema, type missionStatusSchema } from './mission.ts';
import { missionRequestSchema } from './mission-request.ts';
import { isolationSchema, testReportSchema } from './pod.ts';
import { findingSchema } from './policy.ts';
import { checkpointSchema, receiptSchema } from './receipt.ts';
import { skillNoteSchema, skillReviewSchema } from './skill.ts';
import { needsSchema } from './spec.ts';

/** The first draft is 0; after it at most three heals of what a pod found and two of what the gate did. */
const attemptSchema = z.number().int().min(0).max(5);

/** What pins a mission to the words and rules that it ran under. */
export const pinsSchema = z.strictObject({
  model_id: z.string(),
  model_label: z.string(),
  prompt_sha256: z.record(z.string(), sha256Schema),
  skill_sha256: z.record(z.string(), sha256Schema),
  policy_sha256: sha256Schema,
});
export type Pins = z.infer<typeof pinsSchema>;

/** How an attempt came to be wanted: what failed, with the fingerprint that tells a repeated failure. */
export const healReasonSchema = z.strictObject({
  source: z.enum(['gate', 'pod']),
  failure: failureSchema,
  fingerprint: sha256Schema,
  strategy: z.enum(['mend', 'rethink']),
  findings: z.array(findingSchema),
  /** The checks that this heal is told of; left out where none failed, and by version 0.1. */
  checks: z.array(checkIdSchema).optional(),
  /** That only informing checks failed, so that the draft as it is may ship; left out where anything that gates did, and by earlier versions. */
  informs: z.literal(true).optional(),
});
export type HealReason = z.infer<typeof healReasonSchema>;

/** How a mission that did not make it ends; CANCELLED is a person's own word and has its own event. */
export const failedEndSchema = z.enum(['BLOCKED', 'FAILED', 'TIMEOUT']);
export type FailedEnd = z.infer<typeof failedEndSchema>;

/** What boot showed, cut to what an event holds: the origins that the app asked for, and the functions that answered 5xx. */
const toldBootSchema = z.strictObject({
  contacted: z.array(z.string().max(200)).max(20),
  failing: z.array(z.strictObject({ path: z.string().max(200), status: z.number().int() })).max(10),
});

const appRefSchema = z.strictObject({ app_id: appIdSchema, slug: z.string(), title: z.string() });

/** What happened, each with its data; the event's name decides the shape. */
export const missionFactSchema = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('mission-requested'), data: missionRequestSchema }),
  z.strictObject({
    event: z.literal('spec-agreed'),
    data: z.strictObject({
      spec_sha256: sha256Schema,
      title: z.string(),
      stack: stackSchema,
      features: z.array(z.string()),
      needs: needsSchema,
      left_out: z.array(leftOutSchema),
      /** Their steps are stored under the spec's hash. */
      checks: z.array(checkWordsSchema.extend({ core: z.boolean() })),
      cost: costSchema,
    }),
  }),
  z.strictObject({
    event: z.literal('check-kept'),
    data: z.strictObject({ check: checkIdSchema, why: z.string(), cost: costSchema }),
  }),
  z.strictObject({
    event: z.literal('check-corrected'),
    data: z.strictObject({
      check: checkIdSchema,
      why: z.string(),
      check_sha256: sha256Schema,
      cost: costSchema,
    }),
  }),
  z.strictObject({
    event: z.literal('checks-waived'),
    data: z.strictObject({ checks: z.array(checkIdSchema).min(1), by: userIdSchema }),
  }),
  z.strictObject({
    event: z.literal('wait-began'),
    /** Who asked for it, by the name that people know, and when the stage is tried again. */
    data: z.strictObject({ for: z.string(), until: z.iso.datetime(), stage: z.string(), why: z.string() }),
  }),
  z.strictObject({
    event: z.literal('authoring-started'),
    data: z.strictObject({ attempt: attemptSchema, pins: pinsSchema }),
  }),
  z.strictObject({
    event: z.literal('answer-cut-off'),
    data: z.strictObject({
      attempt: attemptSchema,
      pass: z.number().int().positive(),
      partial_key: z.string(),
      cost: costSchema,
      /** Why it has no end, and how many files arrived whole; left out by version 0.1. */
      because: z.enum(['length', 'stream', 'missing']).optional(),
      files: z.number().int().nonnegative().optional(),
      /** The provider's own words, where it broke off. */
      why: z.string().optional(),
      model_id: z.string().optional(),
    }),
  }),
  z.strictObject({
    event: z.literal('answer-rejected'),
    data: z.strictObject({
      attempt: attemptSchema,
      pass: z.number().int().positive(),
      because: z.enum(['unreadable', 'missed', 'unchanged']),
      /** What the model is told was wrong with it. */
      why: z.string(),
      /** How far the attempt has come all the same. */
      partial_key: z.string(),
      cost: costSchema,
    }),
  }),
  z.strictObject({
    event: z.literal('draft-stored'),
    data: z.strictObject({
      attempt: attemptSchema,
      app: draftAppSchema,
      stack: stackSchema,
      tree_sha256: sha256Schema,
      files: z.number().int().positive(),
      size_bytes: z.number().int().nonnegative(),
      notes: z.string(),
      cost: costSchema,
      model_id: z.string(),
      /** What was asked for and is not to be had, as its author says; left out where nothing is. */
      left_out: z.array(leftOutSchema).optional(),
      /** What a heal found wrong, and why; version 0.1 put it into the notes. */
      diagnosis: z.string().optional(),
      /** What the author says against checks; a check is looked at once, and then never again. */
      disputes: z
        .array(z.strictObject({ check: checkIdSchema, why: z.string() }))
        .max(24)
        .optional(),
      /** What was odd about the answer's form and did no harm. */
      remarks: z.array(z.string()).optional(),
      /** The files of it that Gantry wrote, by which the gate knows them again; left out by version 0.1. */
      added: z.array(addedFileSchema).max(20).optional(),
      /** Where the draft was taken over from instead of being written. */
      carried_from: checkpointSchema.optional(),
    }),
  }),
  z.strictObject({
    event: z.literal('gate-passed'),
    data: z.strictObject({
      attempt: attemptSchema,
      tree_sha256: sha256Schema,
      policy_sha256: sha256Schema,
      findings: z.array(findingSchema),
    }),
  }),
  z.strictObject({
    event: z.literal('draft-denied'),
    data: z.strictObject({
      attempt: attemptSchema,
      policy_sha256: sha256Schema,
      findings: z.array(findingSchema),
      failure: failureSchema,
    }),
  }),
  z.strictObject({
    event: z.literal('heal-requested'),
    data: z.strictObject({ attempt: attemptSchema, reason: healReasonSchema }),
  }),
  z.strictObject({
    event: z.literal('bundle-handed-over'),
    data: z.strictObject({
      attempt: attemptSchema,
      pod_id: podIdSchema,
      tree_sha256: sha256Schema,
      isolation: isolationSchema,
    }),
  }),
  z.strictObject({
    event: z.literal('report-received'),
    data: z.strictObject({
      attempt: attemptSchema,
      pod_id: podIdSchema,
      report_sha256: sha256Schema,
      log_sha256: sha256Schema,
      outcome: z.enum(['passed', 'failed']),
      isolation: isolationSchema,
      tree_sha256: sha256Schema,
      artifact_sha256: sha256Schema.nullable(),
      tests: testReportSchema.omit({ titles: true }).nullable(),
      coverage_percent: z.number().nullable(),
      peak_memory_bytes: z.number().int(),
      duration_ms: z.number().int(),
      /** How each check came out, as the pod saw it; left out where no spec was handed over, and by version 0.1. */
      checks: z
        .strictObject({ browser: z.string().nullable(), results: z.array(checkResultSchema).max(24) })
        .optional(),
      boot: toldBootSchema.optional(),
    }),
  }),
  z.strictObject({
    event: z.literal('outside-asked'),
    data: z.strictObject({
      attempt: attemptSchema,
      /** Each place once, asked for real before the app ships. */
      places: z
        .array(z.strictObject({ origin: z.string(), outcome: z.enum(['same', 'silent', 'differs']) }))
        .min(1)
        .max(20),
    }),
  }),
  z.strictObject({
    event: z.literal('fault-not-shown'),
    /** The check that was to show a fault and holds on the app as it is, so that nothing is written. */
    data: z.strictObject({ attempt: attemptSchema, check: checkIdSchema, words: z.string().max(300) }),
  }),
  z.strictObject({
    event: z.literal('draft-reviewed'),
    data: z.strictObject({ attempt: attemptSchema, reviews: z.array(skillReviewSchema), cost: costSchema }),
  }),
  z.strictObject({
    event: z.literal('draft-restored'),
    /** The attempt that counts from here on; those after it are left out, and `failure` says what came of them. */
    data: z.strictObject({ attempt: attemptSchema, failure: failureSchema }),
  }),
  z.strictObject({
    event: z.literal('given-up'),
    data: z.strictObject({ failure: failureSchema, ends_as: failedEndSchema }),
  }),
  z.strictObject({
    event: z.literal('deploy-intended'),
    data: z.strictObject({ app: appRefSchema, artifact_sha256: sha256Schema }),
  }),
  z.strictObject({
    event: z.literal('preview-deployed'),
    data: z.strictObject({
      deployment_id: z.string(),
      url: z.url(),
      artifact_sha256: sha256Schema,
      host: z.string(),
    }),
  }),
  z.strictObject({
    event: z.literal('live-checked'),
    data: z.strictObject({
      url: z.url(),
      files: z.number().int().positive(),
      artifact_sha256: sha256Schema,
      /** Calls of checks that were made again at this address, and functions that answered 5xx there; left out by version 0.1. */
      calls: z.number().int().nonnegative().optional(),
      failing: toldBootSchema.shape.failing.optional(),
    }),
  }),
  z.strictObject({
    event: z.literal('publish-intended'),
    data: z.strictObject({ app: appRefSchema, tree_sha256: sha256Schema }),
  }),
  z.strictObject({
    event: z.literal('pull-request-opened'),
    data: z.strictObject({
      repository: z.string(),
      number: z.number().int().positive(),
      pr_url: z.url(),
      branch: z.string(),
      head_sha: z.string(),
      tree_sha256: sha256Schema,
      is_draft: z.boolean(),
    }),
  }),
  z.strictObject({
    event: z.literal('release-noted'),
    data: z.strictObject({ notes: z.array(skillNoteSchema), cost: costSchema }),
  }),
  z.strictObject({
    event: z.literal('mission-shipped'),
    data: z.strictObject({
      cost: costSchema,
      receipt: receiptSchema.optional(),
      /** That nothing was written, since the fault that it was for did not show. */
      unchanged: z.literal(true).optional(),
      /** Secrets that the app asks for and that nobody had set by then; left out where none is. */
      unset_secrets: z.array(z.string()).max(20).optional(),
    }),
  }),
  z.strictObject({
    event: z.literal('mission-stopped'),
    data: z.strictObject({
      failure: failureSchema,
      ends_as: failedEndSchema,
      cost: costSchema,
      receipt: receiptSchema.optional(),
      /** What a retry can go on from. */
      checkpoint: checkpointSchema.nullable().optional(),
    }),
  }),
  z.strictObject({
    event: z.literal('mission-cancelled'),
    data: z.strictObject({ by: z.string(), cost: costSchema, receipt: receiptSchema.optional() }),
  }),
]);
export type MissionFact = z.infer<typeof missionFactSchema>;

/** What every event of any stream carries around its fact. */
const chainFields = {
  type: z.literal('status'),
  mission_id: missionIdSchema.or(appIdSchema).or(checkpointLogIdSchema),
  /** From 1, without gaps. */
  seq: z.number().int().positive(),
  at: z.iso.datetime(),
  /** A user id, or `gantry` for what the factory did by itself. */
  actor: z.string(),
  message: z.string(),
  prev_sha256: sha256Schema,
  sha256: sha256Schema,
};

/** An event as it stands in the log: the hash is over the RFC 8785 form without `sha256`. */
export const chainedEventSchema = z.strictObject({
  ...chainFields,
  event: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  status: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type ChainedEvent = z.infer<typeof chainedEventSchema>;

/** A mission's event with its fact checked. */
export type MissionEvent = Omit<ChainedEvent, 'event' | 'data' | 'status' | 'mission_id'> &
  MissionFact & {
    readonly mission_id: z.infer<typeof missionIdSchema>;
    readonly status: z.infer<typeof missionStatusSchema>;
  };
