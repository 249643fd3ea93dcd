import { execFileSync } from 'node:child_process';
import {
  BedrockClient,
  GetFoundationModelCommand,
  GetInferenceProfileCommand,
} from '@aws-sdk/client-bedrock';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Settings } from '../../infra/settings.ts';

/** What a check found. `missing` stops the deployment; `warning` says what will not work, or not well. */
export interface Finding {
  readonly what: string;
  readonly state: 'fine' | 'warning' | 'missing';
  /** What is so, or what to do. */
  readonly words: string;
}

export interface Place {
  readonly region: string;
  /** Another address than AWS's own, for tests. */
  readonly endpoint?: string;
}

/** The region that the SDK and the CDK would take; a variable that is set to nothing names none. */
export const regionOf = ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: other,
}: NodeJS.ProcessEnv): string | undefined => region || other || undefined;

type Check = (settings: Settings, place: Place) => Promise<Omit<Finding, 'what'>>;

const fine = (words: string) => ({ state: 'fine', words }) as const;
const warning = (words: string) => ({ state: 'warning', words }) as const;
const missing = (words: string) => ({ state: 'missing', words }) as const;

const leastBootstrap = 6;
/** Below it a region of a new account cannot keep a mission, its people and their sockets apart. */
const comfortableConcurrency = 100;
const lambdaConcurrency = { ServiceCode: 'lambda', QuotaCode: 'L-B99A9384' };
const fargateVcpus = { ServiceCode: 'fargate', QuotaCode: 'L-3032A538' };

const leastNode = 24;

const checks: Readonly<Record<string, Check>> = {
  Node: async () => {
    const { node } = process.versions;
    return Number(node.split('.')[0]) >= leastNode
      ? fine(node)
      : missing(`It is ${node}; Gantry is deployed with ${leastNode} or later.`);
  },
  Credentials: async (_settings, place) => {
    const { Account: account, Arn: arn } = await new STSClient(place).send(new GetCallerIdentityCommand({}));
    return fine(
      `account ${account} as ${arn?.split('/').slice(1).join('/') || 'root'}, region ${place.region}`,
    );
  },
  'CDK bootstrap': async (_settings, place) => {
    const command = new GetParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' });
    const { Parameter: parameter } = await new SSMClient(place).send(command);
    return Number(parameter?.Value) >= leastBootstrap
      ? fine(`version ${parameter?.Value}`)
      : missing('It is too old. Run: npx cdk bootstrap');
  },
  'Pod image': async ({ podImage }) => {
    if (podImage === 'codebuild') return fine('CodeBuild builds it for arm64 in the account');
    if (podImage !== 'docker') return fine(podImage);
    execFileSync('docker', ['version', '--format', '{{.Server.Version}}'], {
      stdio: 'pipe',
      timeout: 20_000,
    });
    return fine('Docker builds it for arm64 here');
  },
  'Model access': async ({ modelIds: [first = ''] }, place) => {
    const bedrock = new BedrockClient(place);
    if (/^[a-z-]+\.[a-z0-9]+\./.test(first) || first.startsWith('arn:'))
      await bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: first }));
    else await bedrock.send(new GetFoundationModelCommand({ modelIdentifier: first }));
    return fine(`${first} is offered here`);
  },
  'Lambda concurrency': async (_settings, place) => {
    const value = await readQuota(place, lambdaConcurrency);
    return value >= comfortableConcurrency
      ? fine(`${value} at once`)
      : warning(`Only ${value} functions run at once. Ask for 1,000 in Service Quotas; it costs nothing.`);
  },
  'Fargate vCPUs': async ({ slots }, place) => {
    const value = await readQuota(place, fargateVcpus);
    return value * 4 >= slots
      ? fine(`${value}, which is ${value * 4} pods`)
      : warning(
          `${value} vCPUs are ${value * 4} pods, fewer than -c slots=${slots}. Ask for more in Service Quotas.`,
        );
  },
  'Token of GitHub': async () => tokenOf('GITHUB_TOKEN', 'pull requests'),
  'Token of Vercel': async () => tokenOf('VERCEL_TOKEN', 'live URLs'),
};

/** What to do where a check could not even be made. */
const remedies: Readonly<Record<string, Omit<Finding, 'what'>>> = {
  Credentials: missing('AWS lets nobody in. Sign in with aws sso login, or set AWS_PROFILE.'),
  'CDK bootstrap': missing('This account and region have none. Run: npx cdk bootstrap'),
  'Pod image': missing(
    'Docker does not answer. Start it, or build the image in the account: -c podImage=codebuild.',
  ),
  'Model access': warning(
    'Bedrock does not offer the first model of -c modelIds here. Open it in the Bedrock console.',
  ),
  'Lambda concurrency': warning('Its quota cannot be read. New accounts may have 10, which is too few.'),
  'Fargate vCPUs': warning('Its quota cannot be read.'),
};

async function readQuota(
  place: Place,
  quota: { readonly ServiceCode: string; readonly QuotaCode: string },
): Promise<number> {
  const answer = await new ServiceQuotasClient(place).send(new GetServiceQuotaCommand(quota));
  return answer.Quota?.Value ?? 0;
}

/** How many functions may run at once in the region; 0 where nobody may know, so that nothing is reserved of it. */
export const readLambdaConcurrency = (place: Place): Promise<number> =>
  readQuota(within(place), lambdaConcurrency).catch(() => 0);

/** A region that does not answer is no reason to wait for long. */
const within = (place: Place) => ({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000 },
  ...place,
});

function tokenOf(name: string, what: string): Omit<Finding, 'what'> {
  return process.env[name]
    ? fine(`${name} is put into its secret where that is still empty`)
    : warning(`${name} is not set: ${what} wait until its secret is filled (docs/aws.md).`);
}

/** Looks at everything a deployment needs and touches nothing. Never throws: what cannot be looked at is a finding too. */
export async function checkPrerequisites(settings: Settings, place: Place): Promise<readonly Finding[]> {
  return await Promise.all(
    Object.entries(checks).map(async ([what, check]) => {
      try {
        return { what, ...(await check(settings, within(place))) };
      } catch (error) {
        const { name } = error as Error;
        return { what, ...(remedies[what] ?? missing(name)) };
      }
    }),
  );
}

/** One line a finding, what is missing last. */
export function describeFindings(findings: readonly Finding[]): string {
  const order = { fine: 0, warning: 1, missing: 2 };
  const marks = { fine: 'ok     ', warning: 'note   ', missing: 'MISSING' };
  return [...findings]
    .sort((one, other) => order[one.state] - order[other.state])
    .map(({ what, state, words }) => `${marks[state]} ${what}: ${words}`)
    .join('\n');
}
