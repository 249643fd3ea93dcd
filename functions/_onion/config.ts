import * as z from 'zod';
import type { Budgets } from '../../core/budget/budgets.ts';
import type { RateLimits } from '../../core/limit/rate-buckets.ts';

const perMinute = (requests: number) => z.coerce.number().int().min(1).max(1_000_000).default(requests);
const usd = (amount: number) => z.coerce.number().min(0).max(1_000_000).default(amount);

const configSchema = z.object({
  /** Missions that run at once in this installation, and of them each user's. */
  GANTRY_SLOTS: z.coerce.number().int().min(1).max(1_000).default(8),
  GANTRY_USER_SLOTS: z.coerce.number().int().min(1).max(1_000).default(3),
  /** Callers that may wait for missions at once, each of whom holds a function; left out where nothing is scarce. */
  GANTRY_WAITING_SLOTS: z.coerce.number().int().min(0).max(1_000_000).optional(),
  /** `false` where the API in front cannot stream: answers are buffered, and `?wait=` is capped. */
  RESPONSE_STREAMING: z.enum(['true', 'false']).default('true'),
  /** Requests a minute. */
  GANTRY_RATE_READ: perMinute(600),
  GANTRY_RATE_BUILD: perMinute(60),
  GANTRY_RATE_KEY_READ: perMinute(300),
  GANTRY_RATE_KEY_BUILD: perMinute(30),
  GANTRY_RATE_ADDRESS: perMinute(600),
  GANTRY_RATE_SIGN_IN: perMinute(20),
  /** What an edge in front shows so that its word on the viewer's address counts; without it no edge is believed. */
  GANTRY_EDGE_SECRET: z
    .string()
    .optional()
    .transform((secret) => (secret === '' ? undefined : secret)),
  /** `true` where nothing but that edge may call. */
  GANTRY_EDGE_ONLY: z.enum(['true', 'false']).default('false'),
  /** US dollars. */
  GANTRY_MISSION_BUDGET_USD: usd(5),
  GANTRY_DAILY_BUDGET_USD: usd(20),
  GANTRY_MONTHLY_BUDGET_USD: usd(200),
});

export interface FunctionConfig {
  readonly slots: number;
  readonly userSlots: number;
  readonly responseStreaming: boolean;
  /** The longest `?wait=`, in seconds. */
  readonly maxWaitSeconds: number;
  /** Callers that may wait at once; undefined is no bound. */
  readonly waitingSlots: number | undefined;
  readonly rates: RateLimits;
  readonly edgeSecret: string | undefined;
  readonly edgeOnly: boolean;
  readonly budgets: Budgets;
}

let read: FunctionConfig | undefined;

/** The functions' configuration: the environment, read once and checked. */
export function functionConfig(): FunctionConfig {
  read ??= configOf(process.env);
  return read;
}

function configOf(variables: NodeJS.ProcessEnv): FunctionConfig {
  const env = configSchema.parse(variables);
  const responseStreaming = env.RESPONSE_STREAMING === 'true';
  return {
    slots: env.GANTRY_SLOTS,
    userSlots: env.GANTRY_USER_SLOTS,
    responseStreaming,
    maxWaitSeconds: responseStreaming ? 300 : 25,
    waitingSlots: env.GANTRY_WAITING_SLOTS,
    rates: {
      read: env.GANTRY_RATE_READ,
      build: env.GANTRY_RATE_BUILD,
      keyRead: env.GANTRY_RATE_KEY_READ,
      keyBuild: env.GANTRY_RATE_KEY_BUILD,
      address: env.GANTRY_RATE_ADDRESS,
      signIn: env.GANTRY_RATE_SIGN_IN,
    },
    edgeSecret: env.GANTRY_EDGE_SECRET,
    edgeOnly: env.GANTRY_EDGE_ONLY === 'true',
    budgets: {
      missionUsd: env.GANTRY_MISSION_BUDGET_USD,
      dailyUsd: env.GANTRY_DAILY_BUDGET_USD,
      monthlyUsd: env.GANTRY_MONTHLY_BUDGET_USD,
    },
  };
}
