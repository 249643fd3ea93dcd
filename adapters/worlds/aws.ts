import { readOidcSettings } from '../../core/access/oidc-settings.ts';
import type { MergeNotices } from '../../core/ports/merge-notices.ts';
import type { World } from '../../core/ports/world.ts';
import { dynamoBudgetLedger } from '../aws/budget-ledger.ts';
import { dynamoEventLog } from '../aws/event-log.ts';
import { apiGatewayLiveFeed } from '../aws/live-feed.ts';
import { bedrockModel } from '../aws/model.ts';
import { s3ObjectStore } from '../aws/object-store.ts';
import { publicPageFetcher } from '../aws/page-fetcher.ts';
import { fargatePodHost } from '../aws/pod-host.ts';
import { dynamoRateLimiter } from '../aws/rate-limiter.ts';
import { dynamoRecordStore } from '../aws/record-store.ts';
import { awsSecret, type ReadSecret } from '../aws/secrets.ts';
import { kmsSigner } from '../aws/signer.ts';
import { stepFunctionsWorkflow } from '../aws/workflow.ts';
import { gitHubCodeHost } from '../github/code-host.ts';
import { gitHubMergeNotices } from '../github/merge-notices.ts';
import { systemClock } from '../node/clock.ts';
import { nodeDigest } from '../node/digest.ts';
import { createIds } from '../node/ids.ts';
import { passwordHasher as argon2Hasher } from '../node/password-hasher.ts';
import { openIdProvider } from '../oidc/identity-provider.ts';
import { tarArchive } from '../tar/archive.ts';
import { vercelAppHost } from '../vercel/app-host.ts';
import { awsEnvironment, needed } from './aws-config.ts';

export const worldName = 'aws';

// Without the mark a bundler keeps each call, and with it every adapter, in every function.
/* @__NO_SIDE_EFFECTS__ */
function once<T>(make: () => T): () => T {
  let made: { readonly port: T } | undefined;
  return () => {
    made ??= { port: make() };
    return made.port;
  };
}

const gitHubSecret = once(() =>
  awsSecret({ secretArn: needed('GANTRY_GITHUB_SECRET_ARN'), nowMs: systemClock.nowMs }),
);
const vercelSecret = once(() =>
  awsSecret({ secretArn: needed('GANTRY_VERCEL_SECRET_ARN'), nowMs: systemClock.nowMs }),
);

/** The variable where it is set, else the secret's `token`, read at the first request. */
function tokenOf(name: 'GITHUB_TOKEN' | 'VERCEL_TOKEN', secret: () => ReadSecret) {
  const token = awsEnvironment()[name];
  if (token !== undefined) return token;
  const read = secret();
  return (signal: AbortSignal) => read('token', signal);
}

export const eventLog: World['eventLog'] = once(() =>
  dynamoEventLog({ tableName: needed('GANTRY_MISSIONS_TABLE') }),
);
export const records: World['records'] = once(() =>
  dynamoRecordStore({ tableName: needed('GANTRY_ACCESS_TABLE'), clock: systemClock }),
);
export const rateLimiter: World['rateLimiter'] = once(() =>
  dynamoRateLimiter({ tableName: needed('GANTRY_ACCESS_TABLE'), clock: systemClock }),
);
export const ledger: World['ledger'] = once(() =>
  dynamoBudgetLedger({ tableName: needed('GANTRY_ACCESS_TABLE') }),
);
export const objects: World['objects'] = once(() => {
  const evidenceBucket = awsEnvironment().GANTRY_EVIDENCE_BUCKET;
  return s3ObjectStore({
    bucket: needed('GANTRY_OBJECTS_BUCKET'),
    ...(evidenceBucket !== undefined && { evidenceBucket }),
  });
});
export const podHost: World['podHost'] = once(() =>
  fargatePodHost(() => ({
    bucket: needed('GANTRY_OBJECTS_BUCKET'),
    mailboxRoleArn: needed('GANTRY_MAILBOX_ROLE_ARN'),
    cluster: needed('GANTRY_POD_CLUSTER'),
    taskDefinition: needed('GANTRY_POD_TASK_DEFINITION'),
    containerName: needed('GANTRY_POD_CONTAINER'),
    subnets: needed('GANTRY_POD_SUBNETS'),
    securityGroups: needed('GANTRY_POD_SECURITY_GROUPS'),
    assignsPublicIp: awsEnvironment().GANTRY_POD_PUBLIC_IP,
  })),
);
export const workflow: World['workflow'] = once(() =>
  stepFunctionsWorkflow({ stateMachineArn: needed('GANTRY_STATE_MACHINE_ARN') }),
);
export const codeHost: World['codeHost'] = once(() => {
  const { GITHUB_OWNER: owner, GITHUB_API_URL: apiUrl } = awsEnvironment();
  return gitHubCodeHost({
    token: tokenOf('GITHUB_TOKEN', gitHubSecret),
    ...(owner !== undefined && { owner }),
    ...(apiUrl !== undefined && { apiUrl }),
  });
});
export const mergeNotices: World['mergeNotices'] = once(() => {
  const { GITHUB_WEBHOOK_SECRET: secret, GANTRY_GITHUB_SECRET_ARN: secretArn } = awsEnvironment();
  if (secret !== undefined) return gitHubMergeNotices({ secret });
  if (secretArn === undefined) return undefined;
  const readSecret = gitHubSecret();
  const notices: MergeNotices = {
    read: async (delivery, signal) =>
      gitHubMergeNotices({ secret: await readSecret('webhook_secret', signal) }).read(delivery),
  };
  return notices;
});
export const appHost: World['appHost'] = once(() => {
  const { VERCEL_TEAM: team, VERCEL_API_URL: apiUrl } = awsEnvironment();
  return vercelAppHost({
    token: tokenOf('VERCEL_TOKEN', vercelSecret),
    ...(team !== undefined && { team }),
    ...(apiUrl !== undefined && { apiUrl }),
  });
});
export const identityProvider: World['identityProvider'] = once(() => {
  const settings = readOidcSettings(process.env);
  if (settings === undefined) return undefined;
  const { GANTRY_OIDC_SECRET_ARN: secretArn } = awsEnvironment();
  const secret = secretArn === undefined ? undefined : awsSecret({ secretArn, nowMs: systemClock.nowMs });
  return openIdProvider({
    ...settings,
    clientSecret: settings.clientSecret ?? (secret && ((signal) => secret('client_secret', signal))),
    redirectUri: () => `${needed('GANTRY_ORIGIN')}/gantry/oidc/callback`,
    clock: systemClock,
  });
});
export const liveFeed: World['liveFeed'] = once(() =>
  apiGatewayLiveFeed({ endpoint: needed('GANTRY_SOCKET_ENDPOINT') }),
);
export const model: World['model'] = once(() => {
  const modelIds = awsEnvironment().GANTRY_MODEL_IDS;
  const { GANTRY_GUARDRAIL_ID: id, GANTRY_GUARDRAIL_VERSION: version } = awsEnvironment();
  return bedrockModel({
    ...(modelIds !== undefined && { modelIds }),
    ...(id !== undefined && { guardrail: { id, version } }),
  });
});
export const digest: World['digest'] = () => nodeDigest;
export const clock: World['clock'] = () => systemClock;
export const ids: World['ids'] = once(() => createIds({ clock: systemClock }));
export const passwordHasher: World['passwordHasher'] = () => argon2Hasher;
export const signer: World['signer'] = once(() => kmsSigner({ kmsKeyIds: needed('GANTRY_SIGNING_KEY_ID') }));
export const pageFetcher: World['pageFetcher'] = once(publicPageFetcher);
export const archive: World['archive'] = once(tarArchive);
