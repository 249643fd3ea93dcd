import * as z from 'zod';
import { doorSchema } from '../core/wire/models.ts';
import { modelsOf } from './models-of.ts';

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
const list = text.transform((value) => value?.split(',').map((part) => part.trim()) ?? []);
const usd = (fallback: number) => z.coerce.number().min(0).max(1_000_000).default(fallback);

const perMinute = (requests: number) => whole(1, 1_000_000, requests);

const kmsKey = z
  .string()
  .regex(/^arn:[\w-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'give the whole ARN of a KMS key');

const digits = z
  .string()
  .regex(/^[1-9]\d{0,18}$/, 'give its number')
  .optional();

const imageUri = /^[a-z0-9.-]+(:\d+)?\/[a-z0-9._/-]+(:[\w.-]+|@sha256:[0-9a-f]{64})$/;

const arnIn = (service: string, region: string, rest: string) =>
  new RegExp(`^arn:[\\w-]+:${service}:${region}:\\d{12}:${rest}$`);

/** One address with its prefix's length: `203.0.113.0/24` or `2001:db8::/32`. */
const cidr = z.union([z.cidrv4(), z.cidrv6()]);

const contextSchema = z.object({
  /** What the stacks' names begin with, and with them every name that an account has once. */
  name: z
    .string()
    .regex(/^[A-Z][A-Za-z0-9]{1,19}$/, 'give 2 to 20 letters and digits, the first a capital')
    .default('Gantry'),
  podImage: z
    .union([
      z.enum(['docker', 'codebuild']),
      z.string().regex(imageUri, 'give docker, codebuild or a whole image URI'),
    ])
    .default('docker'),
  podEgress: z.enum(['https', 'isolated']).default('https'),
  /** A network that is there already; its routes, endpoints and flow logs stay whose they are. */
  vpcId: z
    .string()
    .regex(/^vpc-[0-9a-f]{8,17}$/, 'give its id')
    .optional(),
  podSubnets: list.pipe(z.array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'give ids of subnets'))),
  /** `on` where those subnets reach the internet by a gateway of their own and not by NAT. */
  podPublicIp: onOff('off'),
  responseStreaming: z.enum(['true', 'false']).default('true'),
  waf: onOff('off'),
  alarmEmail: z.email().optional(),
  /** US dollars a day, of all users together; the alarm rings there. */
  spendAlarmUsd: usd(40),
  guardrailId: z
    .string()
    .regex(/^([a-z0-9]+|arn:[\w-]+:bedrock:[a-z0-9-]+:\d{12}:guardrail\/[a-z0-9]+)$/, 'give its id or ARN')
    .optional(),
  guardrailVersion: z
    .string()
    .regex(/^(DRAFT|[1-9]\d{0,7})$/, 'give a number or DRAFT')
    .default('DRAFT'),
  model: doorSchema.default('bedrock'),
  /** First to last: who writes, and who plans and talks; models.yaml's where nobody is named. */
  modelIds: list,
  /** Where the inference profiles of models.yaml may route to; they are global ones. */
  modelProfiles: z
    .string()
    .regex(/^(global|us|us-gov|eu|apac|jp|au|ca)$/, 'give global, us, us-gov, eu, apac, jp, au or ca')
    .default('global'),
  quickModelIds: list,
  /** Another server than the provider's own. */
  modelBaseUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** vCPUs of a pod; with half of one, twice as many run in the same quota, and each takes longer. */
  podCpu: z.enum(['1', '0.5']).default('1').transform(Number),
  slots: whole(1, 1_000, 8),
  userSlots: whole(1, 1_000, 3),
  /** Lambda's quota in this region, which `npm run deploy` reads; below 1,000 nothing is reserved. */
  lambdaConcurrency: whole(0, 1_000_000, 0),
  rateRead: perMinute(600),
  rateBuild: perMinute(60),
  rateKeyRead: perMinute(300),
  rateKeyBuild: perMinute(30),
  rateAddress: perMinute(600),
  rateSignIn: perMinute(20),
  missionBudgetUsd: usd(5),
  dailyBudgetUsd: usd(20),
  monthlyBudgetUsd: usd(200),
  evidenceDays: whole(1, 36_500, 365),
  logDays: z.enum(['7', '30', '90', '365']).default('30'),
  githubOwner: text,
  /** A GitHub App in place of a token; its private key is in the secret. */
  githubAppId: digits,
  githubInstallationId: digits,
  githubApiUrl: z.url({ protocol: /^https$/ }).optional(),
  vercelTeam: text,
  /** `on` where apps keep data at Neon. */
  neon: onOff('off'),
  /** The organisation of Neon that projects are made in, where the key is of more than one. */
  neonOrg: text,
  /** Where people talk to Gantry: telegram, slack, discord, and in the repositories of apps, github. */
  channels: list.pipe(
    z.array(z.enum(['telegram', 'slack', 'discord', 'github'], 'give telegram, slack, discord or github')),
  ),
  /** Whom people mention there. */
  githubMention: z
    .string()
    .regex(/^@[\w./[\]-]{1,100}$/, 'give the name that people mention, such as @gantry')
    .default('@gantry'),
  /** What signs from now on, in place of the stack's own key, which is published as a former one then. */
  signingKey: kmsKey.optional(),
  formerSigningKeys: list.pipe(z.array(kmsKey)),
  /** A name of one's own that CloudFront answers to, by a certificate of ACM in us-east-1. */
  domain: z
    .string()
    .regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'give a name like gantry.example.com')
    .optional(),
  certificate: z
    .string()
    .regex(arnIn('acm', 'us-east-1', 'certificate/[\\w-]+'), 'give the ARN of a certificate in us-east-1')
    .optional(),
  /** Who may open Gantry, by address; everybody where it is empty. */
  allowedAddresses: list.pipe(z.array(cidr).max(20)),
  /** The public address where something else stands before CloudFront; else the address that GantryEdge puts into SSM. */
  origin: z.url({ protocol: /^https$/ }).optional(),
  oidcIssuer: z.url({ protocol: /^https$/ }).optional(),
  oidcClientId: text,
  /** `off` for a public client, which has no secret. */
  oidcSecret: onOff('on'),
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
  const parsed = contextSchema
    .superRefine(wholeOidc)
    .superRefine(wholeApp)
    .superRefine(wholeNetwork)
    .superRefine(wholeDomain)
    .superRefine(askableModels)
    .safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `-c ${String(issue.path[0])}: ${issue.message}`);
  throw new Error(`The context does not fit:\n${wrong.join('\n')}`);
}

/** Half a sign-in would be none, without a word. */
function wholeOidc(settings: z.infer<typeof contextSchema>, context: z.RefinementCtx): void {
  if (settings.oidcIssuer === undefined) return;
  const say = (name: string, message: string) =>
    context.addIssue({ code: 'custom', path: [name], message, input: undefined });
  if (settings.oidcClientId === undefined) say('oidcClientId', 'give it beside oidcIssuer');
  if (settings.oidcAllowedDomains === undefined && settings.oidcAllowedGroups === undefined)
    say('oidcAllowedDomains', 'say by domain or by oidcAllowedGroups who may sign in');
}

/** Subnets belong to their network, which Gantry neither opens nor closes. */
function wholeNetwork(
  { vpcId, podSubnets, podEgress }: z.infer<typeof contextSchema>,
  context: z.RefinementCtx,
): void {
  const say = (name: string, message: string) =>
    context.addIssue({ code: 'custom', path: [name], message, input: undefined });
  if (vpcId === undefined && podSubnets.length > 0) say('vpcId', 'say whose the podSubnets are');
  if (vpcId !== undefined && podSubnets.length === 0) say('podSubnets', 'name at least one subnet of it');
  if (vpcId !== undefined && podEgress === 'isolated')
    say('podEgress', 'isolated is for the network that Gantry makes; in yours, its routes decide');
}

/** CloudFront answers to no name that no certificate proves. */
function wholeDomain({ domain, certificate }: z.infer<typeof contextSchema>, context: z.RefinementCtx): void {
  const say = (name: string, message: string) =>
    context.addIssue({ code: 'custom', path: [name], message, input: undefined });
  if (domain !== undefined && certificate === undefined) say('certificate', 'a domain needs it');
  if (domain === undefined && certificate !== undefined) say('domain', 'say which name it is for');
}

/** An App is known by both numbers, and has no user of its own to own repositories. */
function wholeApp(settings: z.infer<typeof contextSchema>, context: z.RefinementCtx): void {
  const { githubAppId, githubInstallationId, githubOwner } = settings;
  if (githubAppId === undefined && githubInstallationId === undefined) return;
  for (const [path, value] of Object.entries({ githubAppId, githubInstallationId, githubOwner }))
    if (value === undefined)
      context.addIssue({ code: 'custom', path: [path], message: 'a GitHub App needs it', input: undefined });
}

/** A model without a price is refused here, before anything is deployed; and only Bedrock has guardrails. */
function askableModels(settings: z.infer<typeof contextSchema>, context: z.RefinementCtx): void {
  const say = (name: keyof Settings, message: string) =>
    context.addIssue({ code: 'custom', path: [name], message, input: undefined });
  if (settings.model !== 'bedrock' && settings.guardrailId !== undefined)
    say('guardrailId', 'only models of Amazon Bedrock have a guardrail');
  if (settings.model === 'bedrock' && settings.modelBaseUrl !== undefined)
    say('modelBaseUrl', 'Amazon Bedrock is reached at its own address');
  try {
    modelsOf(settings);
  } catch (error) {
    say('modelIds', (error as Error).message);
  }
}

/** cdk.json may hold numbers and booleans, the command line only texts. */
function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
