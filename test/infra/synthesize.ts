import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { synthesize } from '../../infra/synthesize.ts';

const reportSchema = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      violations: z.array(z.object({ ruleName: z.string() })),
      suppressedViolations: z.array(z.object({ ruleName: z.string(), reason: z.string() })),
    }),
  ),
});

/** A template as CloudFormation gets it, with its resources by type, and what the rules said of it. */
export interface Synthesized {
  /** Resources of a type by logical id. */
  readonly resources: (type: string) => Readonly<Record<string, CloudResource>>;
  /** All of them. */
  readonly everything: readonly CloudResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** One report a rule pack, cdk-nag's AwsSolutions among them. */
  readonly reports: z.infer<typeof reportSchema>['pluginReports'];
}

export interface CloudResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

type Context = Readonly<Record<string, string>>;
type StackByName = (name: string) => Synthesized;

/** An installation with hardly a setting, with nearly all of them, with what is left, and with models that want a key: synthesizing takes its time, so these must do. */
export const contexts = {
  plain: { evidenceDays: '30', logDays: '7' },
  full: {
    podImage: 'codebuild',
    podEgress: 'isolated',
    waf: 'on',
    responseStreaming: 'false',
    alarmEmail: 'ops@example.com',
    channels: 'telegram,github',
    githubMention: '@builder',
    spendAlarmUsd: '3',
    guardrailId: 'abc123',
    guardrailVersion: '3',
    lambdaConcurrency: '1000',
    rateRead: '11',
    rateBuild: '12',
    rateKeyRead: '13',
    rateKeyBuild: '14',
    rateAddress: '15',
    rateSignIn: '16',
    dailyBudgetUsd: '17',
    oidcIssuer: 'https://id.example',
    oidcClientId: 'gantry',
    oidcAllowedDomains: 'example',
    neon: 'on',
    neonOrg: 'org-1',
    signingKey: keyArn('00000000-0000-0000-0000-000000000002'),
    formerSigningKeys: `${keyArn('mrk-00000000000000000000000000000001')}, ${keyArn('00000000-0000-0000-0000-000000000002')}`,
  },
  other: {
    podImage: 'docker',
    guardrailId: 'arn:aws:bedrock:eu-west-1:123456789012:guardrail/abc123',
    modelIds:
      'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-5-5,us.anthropic.claude-opus-5-5',
    quickModelIds: 'anthropic.claude-haiku-4-5-20251001-v1:0',
    lambdaConcurrency: '999',
    vpcId: 'vpc-0123456789abcdef0',
    podSubnets: 'subnet-0123456789abcdef0, subnet-0123456789abcdef1',
    modelProfiles: 'eu',
    origin: 'https://gantry.example',
    oidcIssuer: 'https://id.example',
    oidcClientId: 'gantry',
    oidcAllowedDomains: 'example',
    oidcSecret: 'off',
  },
  keyed: {
    name: 'Acme',
    podImage: '210987654321.dkr.ecr.eu-central-1.amazonaws.com/pods/gantry:7',
    domain: 'gantry.acme.example',
    certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000003',
    allowedAddresses: '203.0.113.0/24, 2001:db8::/32',
    model: 'openai',
    modelBaseUrl: 'https://models.example/v1',
    modelIds: 'gpt-6.2-sol',
    quickModelIds: 'gpt-6-luna, gpt-6.2-sol',
  },
} as const satisfies Record<string, Context>;

/** The ARN of a KMS key in the account of these installations. */
export function keyArn(id: string): string {
  return `arn:aws:kms:eu-west-1:123456789012:key/${id}`;
}

const made = new Map<keyof typeof contexts, StackByName>();

/** The stacks of an installation by name, as the app would make them; no function is bundled. A rule of cdk-nag that is broken and not answered is an error. */
export function installation(name: keyof typeof contexts): StackByName {
  const stacks = made.get(name) ?? assemble(contexts[name]);
  made.set(name, stacks);
  return stacks;
}

function assemble(context: Context): StackByName {
  const outdir = mkdtempSync(join(tmpdir(), 'gantry-synth-'));
  try {
    return assembleIn(outdir, context);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function assembleIn(outDir: string, context: Context): StackByName {
  // CDK's own rules take as long as all else; `npm run check:templates` asks them.
  process.env.CDK_VALIDATION = 'false';
  const assembly = synthesize({ outDir, context, env: { account: '123456789012', region: 'eu-west-1' } });
  const reports = reportsIn(assembly.directory);
  // As an installation of no name of its own calls them, and WAF's without the region that it is for.
  const templates = new Map(
    assembly.stacks.map(({ stackName, template }) => [
      stackName.replace(context.name ?? 'Gantry', 'Gantry').replace(/-eu-west-1$/, ''),
      template,
    ]),
  );
  return (name: string): Synthesized => {
    const { Resources, Outputs = {} } = templates.get(name) as {
      readonly Resources: Readonly<Record<string, CloudResource>>;
      readonly Outputs?: Readonly<Record<string, unknown>>;
    };
    return {
      resources: (type) =>
        Object.fromEntries(Object.entries(Resources).filter(([, { Type }]) => Type === type)),
      everything: Object.values(Resources),
      outputs: Outputs,
      reports,
    };
  };
}

const reportsIn = (folder: string): Synthesized['reports'] =>
  reportSchema.parse(JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8'))).pluginReports;
