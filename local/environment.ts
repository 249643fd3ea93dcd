import { resolve } from 'node:path';
import * as z from 'zod';
import type { LocalServices } from '../adapters/worlds/local-world.ts';

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
  GANTRY_ALLOW_WEAK_POD: flag,
  GANTRY_ISOLATION: z.enum(['docker', 'bubblewrap', 'node-permission', '']).optional(),
  GITHUB_TOKEN: text,
  GITHUB_OWNER: text,
  VERCEL_TOKEN: text,
  VERCEL_TEAM: text,
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

/** Reads and checks the environment; a ZodError names what is wrong. */
export function readEnvironment(env: NodeJS.ProcessEnv): LocalEnvironment {
  const read = environmentSchema.parse(env);
  const modelIds = (read.GANTRY_MODEL_IDS ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  return {
    port: read.PORT,
    home: resolve(read.GANTRY_HOME),
    adminPassword: read.GANTRY_ADMIN_PASSWORD,
    allowsWeakPod: read.GANTRY_ALLOW_WEAK_POD,
    isolation: read.GANTRY_ISOLATION === '' ? undefined : read.GANTRY_ISOLATION,
    services: {
      github:
        read.GITHUB_TOKEN === undefined ? undefined : { token: read.GITHUB_TOKEN, owner: read.GITHUB_OWNER },
      vercel:
        read.VERCEL_TOKEN === undefined ? undefined : { token: read.VERCEL_TOKEN, team: read.VERCEL_TEAM },
      bedrock: read.GANTRY_MODEL === 'bedrock' ? { modelIds } : undefined,
    },
  };
}
