import * as z from 'zod';
import { defaultModelIds } from '../core/wire/model-ids.ts';

const text = z
  .string()
  .trim()
  .optional()
  .transform((value) => (value === '' ? undefined : value));
const onOff = (fallback: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(fallback)
    .transform((value) => value === 'on');
const whole = (least: number, most: number, fallback: number) =>
  z.coerce.number().int().min(least).max(most).default(fallback);
const usd = (fallback: number) => z.coerce.number().min(0).max(1_000_000).default(fallback);

const imageUri = /^[a-z0-9.-]+(:\d+)?\/[a-z0-9._/-]+(:[\w.-]+|@sha256:[0-9a-f]{64})$/;

const contextSchema = z.object({
  podImage: z
    .union([z.literal('docker'), z.string().regex(imageUri, 'give docker or a whole image URI')])
    .default('docker'),
  podEgress: z.enum(['https', 'isolated']).default('https'),
  responseStreaming: z.enum(['true', 'false']).default('true'),
  waf: onOff('off'),
  alarmEmail: z.email().optional(),
  modelIds: text.transform((value) => value?.split(',').map((id) => id.trim()) ?? defaultModelIds),
  slots: whole(1, 1_000, 8),
  userSlots: whole(1, 1_000, 3),
  missionBudgetUsd: usd(5),
  dailyBudgetUsd: usd(20),
  monthlyBudgetUsd: usd(200),
  evidenceDays: whole(1, 36_500, 365),
  logDays: z.enum(['7', '30', '90', '365']).default('30'),
  githubOwner: text,
  githubApiUrl: z.url({ protocol: /^https$/ }).optional(),
  vercelTeam: text,
  /** The public address, which CloudFront chooses: for OIDC alone, once it is known. */
  origin: z.url({ protocol: /^https$/ }).optional(),
  oidcIssuer: z.url({ protocol: /^https$/ }).optional(),
  oidcClientId: text,
  oidcAllowedDomains: text,
  oidcAllowedGroups: text,
  oidcAdminGroups: text,
});

/** What `-c name=value` or cdk.json may set; docs/aws.md explains each. */
export type Settings = Readonly<z.infer<typeof contextSchema>>;

/** The names that `readSettings` asks for. */
export const settingNames: readonly (keyof Settings)[] = Object.keys(
  contextSchema.shape,
) as (keyof Settings)[];

/** Reads every setting through `lookUp`; an error names each that is wrong and what it may be. */
export function readSettings(lookUp: (name: string) => unknown): Settings {
  const given = Object.fromEntries(settingNames.map((name) => [name, textOf(lookUp(name))]));
  const parsed = contextSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `-c ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The context does not fit:\n${wrong.join('\n')}`);
}

/** cdk.json may hold numbers and booleans, the command line only texts. */
function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
