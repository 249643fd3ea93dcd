import { execFileSync } from 'node:child_process';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Settings } from '../../infra/settings.ts';
import { modelAccess, modelAnswer } from './check-models.ts';
import { gitHubToken, vercelToken } from './check-tokens.ts';
import { type Check, type Finding, fine, missing, warning } from './finding.ts';
import type { Place } from './place.ts';

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
  'Model access': modelAccess,
  'Model answer': modelAnswer,
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
  'Token of GitHub': gitHubToken,
  'Token of Vercel': vercelToken,
};

/** What to do where a check could not even be made. */
const remedies: Readonly<Record<string, Omit<Finding, 'what'>>> = {
  Credentials: missing('AWS lets nobody in. Sign in with aws sso login, or set AWS_PROFILE.'),
  'CDK bootstrap': missing('This account and region have none. Run: npx cdk bootstrap'),
  'Pod image': missing(
    'Docker does not answer. Start it, or build the image in the account: -c podImage=codebuild.',
  ),
  'Model answer': warning('No model answered in time. Try again, or look at the status of its provider.'),
  'Token of GitHub': warning('GitHub gave no answer in time, so that the token was not tried.'),
  'Token of Vercel': warning('Vercel gave no answer in time, so that the token was not tried.'),
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
