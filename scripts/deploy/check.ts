import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Settings } from '../../infra/settings.ts';
import { stackNames } from '../../infra/stack-names.ts';
import { pinnedImages, podImage } from './check-image.ts';
import { models } from './check-models.ts';
import { gitHubToken, vercelToken } from './check-tokens.ts';
import { type Check, type Finding, fine, missing, warning } from './finding.ts';
import { type Place, within } from './place.ts';
import { readQuota } from './read-quota.ts';
import { isDeployed } from './remains.ts';
import { countMissions } from './stop-work.ts';

const leastBootstrap = 6;
/** Below it a region of a new account cannot keep a mission, its people and their sockets apart. */
const comfortableConcurrency = 100;
const leastNode = 24;
/** Where CloudFront looks for its firewall, wherever the rest is. */
const firewallRegion = 'us-east-1';

const isBootstrapped: Check = async (_settings, place) => {
  const command = new GetParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' });
  const { Parameter: parameter } = await new SSMClient(within(place)).send(command);
  return Number(parameter?.Value) >= leastBootstrap
    ? fine(`version ${parameter?.Value}`)
    : missing(`It is too old in ${place.region}. Run: npx cdk bootstrap`);
};

/** Executions keep the steps that they began with and the versions of functions that these name; rights and settings are the new ones at once. */
const runningMissions: Check = async ({ name }, place) => {
  const { core } = stackNames(name, place.region);
  if (!(await isDeployed(place, core))) return [];
  const running = await countMissions(place, [core]);
  return running === 0 ? fine('none') : fine(`${running}, which end with the version that they began with`);
};

const checks: Readonly<Record<string, Check>> = {
  Node: async () => {
    const { node } = process.versions;
    return Number(node.split('.')[0]) >= leastNode
      ? fine(node)
      : missing(`It is ${node}; Gantry is deployed with ${leastNode} or later.`);
  },
  Credentials: async (_settings, place) => {
    const { Account: account, Arn: arn } = await new STSClient(within(place)).send(
      new GetCallerIdentityCommand({}),
    );
    return fine(
      `account ${account} as ${arn?.split('/').slice(1).join('/') || 'root'}, region ${place.region}`,
    );
  },
  'CDK bootstrap': isBootstrapped,
  'CDK bootstrap for WAF': async (settings, place) =>
    settings.waf && place.region !== firewallRegion
      ? isBootstrapped(settings, { ...place, region: firewallRegion })
      : [],
  'Pod image': podImage,
  'Base images': pinnedImages,
  Models: models,
  'Lambda concurrency': async (_settings, place) => {
    const value = await readQuota(place, 'lambdaConcurrency');
    return value >= comfortableConcurrency
      ? fine(`${value} at once`)
      : warning(`Only ${value} functions run at once. Ask for 1,000 in Service Quotas; it costs nothing.`);
  },
  'Fargate vCPUs': async ({ slots, podCpu }, place) => {
    const value = await readQuota(place, 'fargateVcpus');
    const pods = podsIn(value, podCpu);
    const words = `${value}, which is ${pods} pods of ${podCpu}`;
    return pods >= slots
      ? fine(words)
      : warning(
          `${words}: so many missions run at once, and others wait for their turn. More: Service Quotas.`,
        );
  },
  'Running missions': runningMissions,
  'Token of GitHub': gitHubToken,
  'Token of Vercel': vercelToken,
};

/** How many pods run at once in that many vCPUs of Fargate. */
export const podsIn = (vcpus: number, podCpu: number): number => Math.floor(vcpus / podCpu);

/** What to do where a check could not even be made. */
const remedies: Readonly<Record<string, Omit<Finding, 'what'>>> = {
  Credentials: missing('AWS lets nobody in. Sign in with aws sso login, or set AWS_PROFILE.'),
  'CDK bootstrap': missing('This account and region have none. Run: npx cdk bootstrap'),
  'CDK bootstrap for WAF': missing(
    `WAF stands in ${firewallRegion}, which has none. Run: npx cdk bootstrap aws://ACCOUNT/${firewallRegion}`,
  ),
  'Pod image': missing(
    'Docker does not answer. Start it, or build the image in the account: -c podImage=codebuild.',
  ),
  'Base images': warning(
    'No registry answers that could say what their tags name, so that they are not pinned. Pin them where one does: npm run images -- --update',
  ),
  'Running missions': warning('They cannot be counted.'),
  'Token of GitHub': warning('GitHub gave no answer in time, so that the token was not tried.'),
  'Token of Vercel': warning('Vercel gave no answer in time, so that the token was not tried.'),
  'Lambda concurrency': warning('Its quota cannot be read. New accounts may have 10, which is too few.'),
  'Fargate vCPUs': warning('Its quota cannot be read. New accounts have 6, which is 6 missions at once.'),
};

/** Looks at everything a deployment needs and touches nothing. Never throws: what cannot be looked at is a finding too. */
export async function checkPrerequisites(settings: Settings, place: Place): Promise<readonly Finding[]> {
  const found = await Promise.all(
    Object.entries(checks).map(async ([what, check]): Promise<readonly Finding[]> => {
      try {
        const answer = await check(settings, place);
        return 'state' in answer ? [{ what, ...answer }] : answer;
      } catch (error) {
        const { name } = error as Error;
        return [{ what, ...(remedies[what] ?? missing(name)) }];
      }
    }),
  );
  return found.flat();
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
