import { resolve } from 'node:path';
import * as z from 'zod';
import type { LocalServices } from '../adapters/worlds/local-services.ts';
import { readOidcSettings } from '../core/access/oidc-settings.ts';
import { modelService, modelVariables } from './model-service.ts';
import type { ProxySettings } from './use-proxy.ts';
import { readProxy } from './use-proxy.ts';

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
  ...modelVariables,
  GANTRY_ALLOW_WEAK_POD: flag,
  GANTRY_ISOLATION: z.enum(['docker', 'bubblewrap', 'node-permission', '']).optional(),
  GANTRY_BROWSER: text,
  GITHUB_TOKEN: text,
  GITHUB_OWNER: text,
  /** GitHub Enterprise's API, or a stand-in. */
  GITHUB_API_URL: text,
  GITHUB_WEBHOOK_SECRET: text,
  /** Whom people mention in a repository to be heard; with a webhook's secret alone. */
  GITHUB_MENTION: text,
  VERCEL_TOKEN: text,
  VERCEL_TEAM: text,
  VERCEL_API_URL: text,
  NEON_API_KEY: text,
  NEON_ORG_ID: text,
  NEON_API_URL: text,
  TELEGRAM_BOT_TOKEN: text,
  /** What setWebhook was given as secret_token; left out where Telegram cannot reach this machine, and is asked instead. */
  TELEGRAM_WEBHOOK_SECRET: text,
  TELEGRAM_API_URL: text,
  SLACK_BOT_TOKEN: text,
  SLACK_SIGNING_SECRET: text,
  SLACK_API_URL: text,
  DISCORD_TOKEN: text,
  /** 64 hexadecimal digits, as the application's page shows them. */
  DISCORD_PUBLIC_KEY: text,
  DISCORD_API_URL: text,
});

/** The local world's configuration, as the environment gives it. */
export interface LocalEnvironment {
  readonly port: number;
  readonly home: string;
  readonly adminPassword: string | undefined;
  readonly allowsWeakPod: boolean;
  /** Set only to override what was found on the machine. */
  readonly isolation: 'docker' | 'bubblewrap' | 'node-permission' | undefined;
  /** A path or `none`; set only to override what was found on the machine. */
  readonly browser: string | undefined;
  readonly services: LocalServices;
  readonly proxy: ProxySettings | undefined;
}

function gitHubOf(read: z.infer<typeof environmentSchema>): LocalServices['github'] {
  if (read.GITHUB_TOKEN === undefined) return undefined;
  return {
    token: read.GITHUB_TOKEN,
    owner: read.GITHUB_OWNER,
    webhookSecret: read.GITHUB_WEBHOOK_SECRET,
    mention: read.GITHUB_MENTION,
    apiUrl: read.GITHUB_API_URL,
  };
}

function vercelOf(read: z.infer<typeof environmentSchema>): LocalServices['vercel'] {
  if (read.VERCEL_TOKEN === undefined) return undefined;
  return { token: read.VERCEL_TOKEN, team: read.VERCEL_TEAM, apiUrl: read.VERCEL_API_URL };
}

function neonOf(read: z.infer<typeof environmentSchema>): LocalServices['neon'] {
  if (read.NEON_API_KEY === undefined) return undefined;
  return { apiKey: read.NEON_API_KEY, organisation: read.NEON_ORG_ID, apiUrl: read.NEON_API_URL };
}

function telegramOf(read: z.infer<typeof environmentSchema>): LocalServices['telegram'] {
  if (read.TELEGRAM_BOT_TOKEN === undefined) return undefined;
  return {
    token: read.TELEGRAM_BOT_TOKEN,
    webhookSecret: read.TELEGRAM_WEBHOOK_SECRET,
    apiUrl: read.TELEGRAM_API_URL,
  };
}

function slackOf(read: z.infer<typeof environmentSchema>): LocalServices['slack'] {
  const { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret, SLACK_API_URL: apiUrl } = read;
  if (botToken === undefined || signingSecret === undefined) return undefined;
  return { botToken, signingSecret, apiUrl };
}

function discordOf(read: z.infer<typeof environmentSchema>): LocalServices['discord'] {
  const { DISCORD_TOKEN: token, DISCORD_PUBLIC_KEY: publicKey, DISCORD_API_URL: apiUrl } = read;
  if (token === undefined || publicKey === undefined) return undefined;
  return { token, publicKey, apiUrl };
}

/** Reads and checks the environment; a ZodError, or one of ours, says what is wrong. */
export function readEnvironment(env: NodeJS.ProcessEnv): LocalEnvironment {
  const read = environmentSchema.parse(env);
  return {
    port: read.PORT,
    home: resolve(read.GANTRY_HOME),
    adminPassword: read.GANTRY_ADMIN_PASSWORD,
    allowsWeakPod: read.GANTRY_ALLOW_WEAK_POD,
    isolation: read.GANTRY_ISOLATION === '' ? undefined : read.GANTRY_ISOLATION,
    browser: read.GANTRY_BROWSER,
    proxy: readProxy(env),
    services: {
      github: gitHubOf(read),
      vercel: vercelOf(read),
      neon: neonOf(read),
      telegram: telegramOf(read),
      slack: slackOf(read),
      discord: discordOf(read),
      oidc: readOidcSettings(env),
      model: modelService(read),
    },
  };
}
