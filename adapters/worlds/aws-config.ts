import * as z from 'zod';
import { DependencyRefused } from '../../core/errors.ts';

const text = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value));
const names = text.transform((value) => value?.split(',').map((name) => name.trim()));
const flag = z
  .enum(['1', 'true', '0', 'false', ''])
  .optional()
  .transform((value) => value === '1' || value === 'true');

const environmentSchema = z.object({
  /** DynamoDB table of events and joins. */
  GANTRY_MISSIONS_TABLE: text,
  /** DynamoDB table of records. */
  GANTRY_ACCESS_TABLE: text,
  GANTRY_OBJECTS_BUCKET: text,
  GANTRY_EVIDENCE_BUCKET: text,
  /** What the names of apps' secrets begin with in Secrets Manager. */
  GANTRY_APP_SECRETS_PREFIX: text,
  GANTRY_STATE_MACHINE_ARN: text,
  /** The WebSocket stage's https address. */
  GANTRY_SOCKET_ENDPOINT: text,
  /** Comma-separated KMS keys: the first signs, the others have signed before and are still published. */
  GANTRY_SIGNING_KEY_ID: names,
  /** The door that models are reached by; Amazon Bedrock when left out. */
  GANTRY_MODEL: z.enum(['bedrock', 'anthropic', 'openai', '']).default('bedrock'),
  /** Comma-separated, first to last: who writes, and who plans and talks. The catalogue's when left out. */
  GANTRY_MODEL_IDS: names,
  GANTRY_QUICK_MODEL_IDS: names,
  /** Its field is `api_key`. ANTHROPIC_API_KEY or OPENAI_API_KEY stands in for it where it is set. */
  GANTRY_MODEL_SECRET_ARN: text,
  ANTHROPIC_API_KEY: text,
  ANTHROPIC_BASE_URL: text,
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: text,
  /** A guardrail of Amazon Bedrock, by its id or ARN, and its version; off when left out. */
  GANTRY_GUARDRAIL_ID: text,
  GANTRY_GUARDRAIL_VERSION: text.transform((value) => value ?? 'DRAFT'),
  GANTRY_POD_CLUSTER: text,
  GANTRY_POD_TASK_DEFINITION: text,
  GANTRY_POD_CONTAINER: text.transform((value) => value ?? 'pod'),
  GANTRY_POD_SUBNETS: names,
  GANTRY_POD_SECURITY_GROUPS: names,
  GANTRY_POD_PUBLIC_IP: flag,
  GANTRY_MAILBOX_ROLE_ARN: text,
  /** Secrets Manager's; `token` or a GitHub App's `private_key`, and `webhook_secret`, are its fields. GITHUB_TOKEN stands in for `token` where it is set. */
  GANTRY_GITHUB_SECRET_ARN: text,
  GITHUB_TOKEN: text,
  /** A GitHub App instead of a token: both of its numbers. */
  GITHUB_APP_ID: text,
  GITHUB_INSTALLATION_ID: z.coerce.number().int().positive().optional(),
  /** GitHub Enterprise's API, or a stand-in. */
  GITHUB_API_URL: text,
  GITHUB_OWNER: text,
  /** What GitHub signs its deliveries with; without it the webhook answers 404. */
  GITHUB_WEBHOOK_SECRET: text,
  /** Whom people mention in a repository to be heard; left out where nobody is. */
  GITHUB_MENTION: text,
  /** Its field is `token`. */
  GANTRY_VERCEL_SECRET_ARN: text,
  VERCEL_TOKEN: text,
  VERCEL_API_URL: text,
  /** Beside an emulator: where live apps under `*.localhost` are asked for, such as http://hosts:8080. */
  GANTRY_LOCALHOST_PAGES: text,
  VERCEL_TEAM: text,
  /** `neon` where apps keep data there; left out, they keep none. */
  GANTRY_APP_DATA: z.enum(['neon', '']).optional(),
  /** Its field is `api_key`. NEON_API_KEY stands in for it where it is set. */
  GANTRY_NEON_SECRET_ARN: text,
  NEON_API_KEY: text,
  NEON_ORG_ID: text,
  NEON_API_URL: text,
  /** Where a stand-in is asked for all databases, in the place of each one's own host. */
  NEON_SQL_URL: text,
  /** Comma-separated: the platforms that people talk to this installation on. */
  GANTRY_CHANNELS: names,
  /** Their secret: `telegram_token` and `telegram_secret`, and so on for each that is named. */
  GANTRY_CHANNELS_SECRET_ARN: text,
  /** Stand-ins of their APIs. */
  TELEGRAM_API_URL: text,
  SLACK_API_URL: text,
  DISCORD_API_URL: text,
  /** Where people open the console, such as https://d111.cloudfront.net; sign-in by OIDC comes back to it. */
  GANTRY_ORIGIN: text,
  /** Name of the parameter of Systems Manager that holds it, where it is not set. */
  GANTRY_ORIGIN_PARAMETER: text,
  /** Its field is `client_secret`. GANTRY_OIDC_CLIENT_SECRET stands in for it where it is set. */
  GANTRY_OIDC_SECRET_ARN: text,
});

/** The AWS world's environment. Every name may be missing: a function is given what its own ports need. */
export type AwsEnvironment = z.infer<typeof environmentSchema>;

/** Checks an environment; a ZodError names what is wrong. */
export const readAwsEnvironment = (env: NodeJS.ProcessEnv): AwsEnvironment => environmentSchema.parse(env);

let current: AwsEnvironment | undefined;

/** The process's environment, read once and not before it is asked for. */
export function awsEnvironment(): AwsEnvironment {
  current ??= readAwsEnvironment(process.env);
  return current;
}

/** A setting that a port cannot do without; DependencyRefused names the variable. */
export function needed<K extends keyof AwsEnvironment>(name: K): NonNullable<AwsEnvironment[K]> {
  const value = awsEnvironment()[name];
  if (value !== undefined) return value;
  throw new DependencyRefused('not_configured', `Set ${name} in this function's environment.`);
}
