import * as z from 'zod';
import { deletedAppSchema } from './app-life.ts';
import { chatStateSchema, chatTurnSchema, planSchema } from './chat.ts';
import { checkIdSchema, checkResultSchema } from './check.ts';
import { stackSchema } from './draft.ts';
import { chainedEventSchema } from './event.ts';
import {
  appIdSchema,
  conversationIdSchema,
  missionIdSchema,
  planIdSchema,
  sha256Schema,
  userIdSchema,
} from './ids.ts';
import { budgetSchema, limitsSchema } from './limits.ts';
import { missionStatusSchema, missionViewSchema } from './mission.ts';
import { isolationSchema } from './pod.ts';
import { specSchema } from './spec.ts';
import { writtenPattern } from './written-pattern.ts';

/** The one form of every error. */
export const errorBodySchema = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
  request_id: z.string(),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** What a person may say in one go, in UTF-16 units; an event that carries it, and a plan, still fits a socket's frame. */
export const maxSpokenLength = 4_000;
export const spokenTextSchema: z.ZodString = z
  .string()
  .max(maxSpokenLength, `Say it in at most ${maxSpokenLength} characters.`)
  .trim()
  .min(1, 'Say something.')
  .refine((text) => text.isWellFormed() && !text.includes('\0'), {
    message: 'Leave out NUL and halves of surrogate pairs, which no text can hold.',
  });
/** The same as a field of a body. */
const spokenFieldSchema = spokenTextSchema.meta({ pattern: writtenPattern('\\0') });

export const slugSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(64);

/** As a query has it: digits. `?after=` with nothing after it is no zero. */
const wholeNumber = (max: number) =>
  z.preprocess((value) => (value === '' ? undefined : value), z.coerce.number().int().nonnegative().max(max));

export const healthSchema = z.strictObject({
  status: z.literal('ok'),
  version: z.string(),
  world: z.enum(['aws', 'local']),
  isolation: isolationSchema,
  model: z.string(),
});

export const roleSchema = z.enum(['admin', 'member']);
export type Role = z.infer<typeof roleSchema>;
export const userSchema = z.strictObject({ id: userIdSchema, username: z.string(), role: roleSchema });
export type UserView = z.infer<typeof userSchema>;

export const usernameSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/);
export const signInSchema = z.strictObject({
  username: usernameSchema.default('admin'),
  password: z.string().min(1).max(1_024),
});
export const signedInSchema = z.strictObject({
  token: z.string(),
  expires_at: z.iso.datetime(),
  user: userSchema,
  speech: z.string(),
});

export const chatRequestSchema = z
  .strictObject({
    conversation_id: conversationIdSchema.optional(),
    message: spokenFieldSchema.optional(),
    confirm: z
      .strictObject({
        plan_id: planIdSchema,
        /** Checks of the plan that its owner strikes out before anything is built. */
        strike_checks: z.array(checkIdSchema).max(24).optional(),
      })
      .optional(),
    /** Begins a conversation about an app that is there. */
    app: slugSchema.optional(),
  })
  .refine((body) => (body.message === undefined) !== (body.confirm === undefined), {
    message: 'Send either a message or a confirmation.',
  })
  .refine((body) => body.app === undefined || (body.message !== undefined && !body.conversation_id), {
    message: 'Name an app only with the first message of a conversation.',
  })
  // The same two rules for readers of the API's document.
  .meta({
    oneOf: [{ required: ['message'] }, { required: ['confirm'] }],
    dependentSchemas: { app: { required: ['message'], not: { required: ['conversation_id'] } } },
  });

export type ChatRequest = z.infer<typeof chatRequestSchema>;

/** Something structured that a person may want now; it happens only when they do it themselves. */
export const chatActionSchema = z.strictObject({
  kind: z.literal('rollback'),
  app: slugSchema,
  /** The mission whose version would be live again. */
  mission_id: missionIdSchema,
});
export type ChatAction = z.infer<typeof chatActionSchema>;
export const chatReplySchema = z.strictObject({
  conversation_id: conversationIdSchema,
  state: chatStateSchema,
  reply: z.string(),
  /** The plan that awaits a yes; with the state BUILDING, the one that is being built. */
  plan: planSchema.optional(),
  mission_id: missionIdSchema.optional(),
  action: chatActionSchema.optional(),
  speech: z.string(),
});
export type ChatReply = z.infer<typeof chatReplySchema>;
export const conversationSchema = z.strictObject({
  conversation_id: conversationIdSchema,
  state: chatStateSchema,
  /** The app's once there is one, else the plan's, else how it began. */
  title: z.string(),
  /** The app that it is about. */
  app: slugSchema.nullable(),
  /** Oldest first. */
  missions: z.array(missionIdSchema),
  turns: z.array(chatTurnSchema),
  plan: planSchema.optional(),
  /** The newest mission. */
  mission_id: missionIdSchema.optional(),
  /** Wishes that were said while a mission runs and that wait for its end. */
  waiting: z.array(z.string()).optional(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type ConversationView = z.infer<typeof conversationSchema>;

export const conversationListQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional(),
  q: z.string().max(200).optional(),
});
export const conversationListSchema = z.strictObject({
  conversations: z.array(
    z.strictObject({
      conversation_id: conversationIdSchema,
      title: z.string(),
      state: chatStateSchema,
      app: slugSchema.nullable(),
      mission_id: missionIdSchema.optional(),
      /** How many there are. */
      turns: z.number().int().nonnegative(),
      updated_at: z.iso.datetime(),
    }),
  ),
  next_cursor: z.string().nullable(),
});
export type ConversationList = z.infer<typeof conversationListSchema>;

export const architectRequestSchema = z.strictObject({
  voice_memo: spokenFieldSchema,
  app: slugSchema.optional(),
  deploy: z.boolean().default(true),
  publish: z.boolean().default(true),
});
const waitSchema = wholeNumber(300);
/** Asks for a mission's end, and waits for it only when told to; in seconds. */
export const waitQuerySchema = z.strictObject({ wait: waitSchema.optional() });
/** Longer than most builds take, and shorter than the two minutes after which many clients give up; in seconds. */
export const architectQuerySchema = z.strictObject({ wait: waitSchema.default(110) });

export const missionListQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: missionIdSchema.optional(),
  status: missionStatusSchema.optional(),
  q: z.string().max(200).optional(),
  owner: z.literal('*').optional(),
});
export const missionListSchema = z.strictObject({
  missions: z.array(missionViewSchema),
  next_cursor: z.string().nullable(),
});

export const eventsQuerySchema = z.strictObject({ after: wholeNumber(1_000_000).default(0) });
export const eventsSchema = z.strictObject({ events: z.array(chainedEventSchema) });
/** Attempts are numbered from 0: a first draft, three heals of what a pod found and two of what the gate did. */
const attemptNumberSchema = wholeNumber(5);
export const attemptQuerySchema = z.strictObject({ attempt: attemptNumberSchema.optional() });
export const filesQuerySchema = z.strictObject({
  attempt: attemptNumberSchema.optional(),
  path: z.string().min(1).max(1_024).optional(),
});
export const filesSchema = z.strictObject({
  attempt: z.number().int(),
  tree_sha256: sha256Schema,
  files: z.array(z.strictObject({ path: z.string(), size: z.number().int(), sha256: sha256Schema })),
});
export const specViewSchema = z.strictObject({
  spec_sha256: sha256Schema,
  spec: specSchema,
  outcomes: z.array(checkResultSchema),
});
export const retryRequestSchema = z.strictObject({
  budget_usd: z.number().positive().max(10_000).optional(),
  /** Checks that the owner does without: the tested app is built again and held to the others. */
  waive: z.array(checkIdSchema).min(1).max(24).optional(),
});
export const extendRequestSchema = z.strictObject({ voice_memo: spokenFieldSchema });
/** What its owner writes by hand: files anew, and with null what goes away. */
export const editRequestSchema = z.strictObject({
  files: z
    .array(
      z.strictObject({
        path: z.string().min(1).max(240),
        content: z
          .string()
          .max(256 * 1024)
          .refine(
            (text) => text.isWellFormed(),
            'Leave out halves of surrogate pairs, which no file can hold.',
          )
          .nullable(),
      }),
    )
    .min(1, 'Change at least one file.')
    .max(200),
});
export type EditRequest = z.infer<typeof editRequestSchema>;

export const appViewSchema = z.strictObject({
  app_id: appIdSchema,
  slug: slugSchema,
  title: z.string(),
  stack: stackSchema,
  live_url: z.string().nullable(),
  clone_url: z.string().nullable(),
  repo_url: z.string().nullable(),
  missions: z.array(missionIdSchema),
  created_at: z.iso.datetime(),
  /** Whether anybody may see its badge and its feed; left out where nobody may. */
  public_story: z.literal(true).optional(),
  /** Of a deleted app: until `purge_at` it can be restored. */
  ...deletedAppSchema.partial().shape,
});
export type AppView = z.infer<typeof appViewSchema>;
export const appListSchema = z.strictObject({ apps: z.array(appViewSchema) });
export const pullSchema = z.strictObject({
  number: z.number().int(),
  state: z.enum(['open', 'merged', 'closed']),
  is_draft: z.boolean(),
  title: z.string(),
  body: z.string(),
  url: z.string(),
  branch: z.string(),
  head_sha: z.string(),
  mission_id: missionIdSchema.nullable(),
  /** Unified diff of the pull request against its base. */
  diff: z.string(),
  /** Of a merged one: why it did not go live. */
  not_live: z.string().optional(),
});
export const rollbackRequestSchema = z.strictObject({ mission_id: missionIdSchema });

/** `why` is for whoever reads deliveries at the code host. */
export const webhookAnswerSchema = z.strictObject({
  outcome: z.enum(['promoted', 'checked', 'heard', 'ignored']),
  why: z.string(),
});
export type WebhookAnswer = z.infer<typeof webhookAnswerSchema>;

export const ticketSchema = z.strictObject({ ticket: z.string(), expires_at: z.iso.datetime() });
export const meSchema = z.strictObject({ user: userSchema, limits: limitsSchema, budget: budgetSchema });
export const sessionsSchema = z.strictObject({
  sessions: z.array(
    z.strictObject({
      id: z.string(),
      created_at: z.iso.datetime(),
      last_used_at: z.iso.datetime(),
      expires_at: z.iso.datetime(),
      current: z.boolean(),
      /** Where it was begun, as far as that is known. */
      door: z.enum(['browser', 'terminal', 'program']).optional(),
      device: z.string().optional(),
    }),
  ),
});
export const skillsSchema = z.strictObject({
  skills: z.array(z.strictObject({ name: z.string(), description: z.string(), hook: z.string() })),
  /** What can be built here and what cannot, as Markdown: the very words that models are told. */
  possible: z.string(),
});
export const publicKeysSchema = z.strictObject({
  keys: z.array(z.strictObject({ key_id: z.string(), public_key_pem: z.string() })),
});
export const noQuerySchema = z.strictObject({});
