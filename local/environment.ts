import { resolve } from 'node:path';
import * as z from 'zod';
import type { LocalServices } from '../adapters/worlds/local-world.ts';
import { readOidcSettings } from '../core/access/oidc-settings.ts';

const flag = z
  .enum(['1', 'true', '0', 'false', ''])
  .optional()
  .transform((value) => value === '1' || value === 'true');
const text = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value));

const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(5050),
  GANTRY_HOME: z.string().min(1).default('./.gantry'),
  GANTRY_ADMIN_PASSWORD: text,
  GANTRY_MODEL: z.enum(['bedrock', 'built-in', '']).default('built-in'),
  GANTRY_MODEL_IDS: text,
  GANTRY_GUARDRAIL_ID: text,
  GANTRY_GUARDRAIL_VERSION: text,
  GANTRY_ALLOW_WEAK_POD: flag,
  GANTRY_ISOLATION: z.enum(['docker', 'bubblewrap', 'node-permission', '']).optional(),
  GITHUB_TOKEN: text,
  GITHUB_OWNER: text,
  /** GitHub Enterprise's API, or a stand-in. */
  GITHUB_API_URL: text,
  GITHUB_WEBHOOK_SECRET: text,
  VERCEL_TOKEN: text,
  VERCEL_TEAM: text,
  VERCEL_API_URL: text,
});

/** The local world's configuration, as the environment gives it. */
export interface LocalEnvironment {
  readonly port: number;
  readonly home: string;
  readonly adminPassword: string | undefined;
  readonly allowsWeakPod: boolean;
  /** Set only to override what was found on the machine. */
  readonly isolation: 'docker' | 'bubblewrap' | 'node-permission' | undefined;
  readonly services: LocalServices;
}

function gitHubOf(read: z.infer<typeof environmentSchema>): LocalServices['github'] {
  if (read.GITHUB_TOKEN === undefined) return undefined;
  return {
    token: read.GITHUB_TOKEN,
    owner: read.GITHUB_OWNER,
    webhookSecret: read.GITHUB_WEBHOOK_SECRET,
    apiUrl: read.GITHUB_API_URL,
  };
}

function vercelOf(read: z.infer<typeof environmentSchema>): LocalServices['vercel'] {
  if (read.VERCEL_TOKEN === undefined) return undefined;
  return { token: read.VERCEL_TOKEN, team: read.VERCEL_TEAM, apiUrl: read.VERCEL_API_URL };
}

function bedrockOf(read: z.infer<typeof environmentSchema>): LocalServices['bedrock'] {
  if (read.GANTRY_MODEL !== 'bedrock') return undefined;
  const modelIds = (read.GANTRY_MODEL_IDS ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  const { GANTRY_GUARDRAIL_ID: id, GANTRY_GUARDRAIL_VERSION: version = 'DRAFT' } = read;
  return { modelIds, ...(id !== undefined && { guardrail: { id, version } }) };
}

/** Reads and checks the environment; a ZodError names what is wrong. */
export function readEnvironment(env: NodeJS.ProcessEnv): LocalEnvironment {
  const read = environmentSchema.parse(env);
  return {
    port: read.PORT,
    home: resolve(read.GANTRY_HOME),
    adminPassword: read.GANTRY_ADMIN_PASSWORD,
    allowsWeakPod: read.GANTRY_ALLOW_WEAK_POD,
    isolation: read.GANTRY_ISOLATION === '' ? undefined : read.GANTRY_ISOLATION,
    services: {
      github: gitHubOf(read),
      vercel: vercelOf(read),
      oidc: readOidcSettings(env),
      bedrock: bedrockOf(read),
    },
  };
}
