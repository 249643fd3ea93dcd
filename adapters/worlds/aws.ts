import { readOidcSettings } from '../../core/access/oidc-settings.ts';
import { isGantryError } from '../../core/errors.ts';
import type { MergeNotices } from '../../core/ports/merge-notices.ts';
import type { World } from '../../core/ports/world.ts';
import { dynamoBudgetLedger } from '../aws/budget-ledger.ts';
import { dynamoEventLog } from '../aws/event-log.ts';
import { publicPageFetcher } from '../aws/page-fetcher.ts';
import { fargateTraits } from '../aws/pod-host/traits.ts';
import { dynamoRateLimiter } from '../aws/rate-limiter.ts';
import { dynamoRecordStore } from '../aws/record-store.ts';
import type { ReadSecret } from '../aws/secrets.ts';
import { gitHubMergeNotices } from '../github/merge-notices.ts';
import { systemClock } from '../node/clock.ts';
import { nodeDigest } from '../node/digest.ts';
import { createIds } from '../node/ids.ts';
import { standardWebhooksSigner } from '../node/message-signer.ts';
import type { ReadField } from './aws-channels.ts';
import { awsEnvironment, needed } from './aws-config.ts';
import { awsModel } from './aws-model.ts';
import { whenUsed } from './when-used.ts';

/*
 * Every function asks DynamoDB, so that client is there from the start. All else is loaded when it is first asked, most of it while DynamoDB
 * answers: no function asks everything that it might, and each client of the SDK is as much again to read as the function itself.
 */

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

function secretAt(secretArn: string): ReadSecret {
  const reader = whenUsed(async () => {
    const { awsSecret } = await import('../aws/secrets.ts');
    return { read: awsSecret({ secretArn, nowMs: systemClock.nowMs }) };
  }, ['read']);
  return reader.read;
}
/** A field that nobody has filled yet is no failure to whoever can do without. */
function unsetOrThrow(error: unknown): undefined {
  if (isGantryError(error) && error.code === 'not_configured') return undefined;
  throw error;
}
const gitHubSecret = once(() => secretAt(needed('GANTRY_GITHUB_SECRET_ARN')));
const dataMethods = [
  ...(['ensureBranch', 'migrate', 'open', 'setAside', 'takeBack', 'purge'] as const),
  ...(['keep', 'list', 'rehearse', 'restore'] as const),
] as const;
const neonSecret = once(() => secretAt(needed('GANTRY_NEON_SECRET_ARN')));
const vercelSecret = once(() => secretAt(needed('GANTRY_VERCEL_SECRET_ARN')));

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
  const bucket = needed('GANTRY_OBJECTS_BUCKET');
  const evidenceBucket = awsEnvironment().GANTRY_EVIDENCE_BUCKET;
  return whenUsed(async () => {
    const { s3ObjectStore } = await import('../aws/object-store.ts');
    return s3ObjectStore({ bucket, ...(evidenceBucket !== undefined && { evidenceBucket }) });
  }, ['put', 'get', 'list']);
});
export const podTraits: World['podTraits'] = () => fargateTraits;
export const podHost: World['podHost'] = once(() => ({
  ...fargateTraits,
  ...whenUsed(async () => {
    const { fargatePodHost } = await import('../aws/pod-host.ts');
    return fargatePodHost(() => ({
      bucket: needed('GANTRY_OBJECTS_BUCKET'),
      mailboxRoleArn: needed('GANTRY_MAILBOX_ROLE_ARN'),
      cluster: needed('GANTRY_POD_CLUSTER'),
      taskDefinition: needed('GANTRY_POD_TASK_DEFINITION'),
      containerName: needed('GANTRY_POD_CONTAINER'),
      subnets: needed('GANTRY_POD_SUBNETS'),
      securityGroups: needed('GANTRY_POD_SECURITY_GROUPS'),
      assignsPublicIp: awsEnvironment().GANTRY_POD_PUBLIC_IP,
    }));
  }, ['launch', 'state', 'stop']),
}));
export const workflow: World['workflow'] = once(() => {
  const stateMachineArn = needed('GANTRY_STATE_MACHINE_ARN');
  return whenUsed(async () => {
    const { stepFunctionsWorkflow } = await import('../aws/workflow.ts');
    return stepFunctionsWorkflow({ stateMachineArn });
  }, ['start', 'stop', 'succeedTask', 'failTask', 'heartbeatTask']);
});
/** A token, or what gives one at each request. */
function gitHubToken(): string | ((signal: AbortSignal) => Promise<string>) {
  const {
    GITHUB_APP_ID: appId,
    GITHUB_INSTALLATION_ID: installationId,
    GITHUB_API_URL: apiUrl,
  } = awsEnvironment();
  if (appId === undefined || installationId === undefined) return tokenOf('GITHUB_TOKEN', gitHubSecret);
  const read = gitHubSecret();
  const load = once(async () => {
    const { appToken } = await import('../github/app-token.ts');
    return appToken({
      appId,
      installationId,
      privateKey: (signal) => read('private_key', signal),
      nowMs: systemClock.nowMs,
      ...(apiUrl !== undefined && { apiUrl }),
    });
  });
  return async (signal) => (await load())(signal);
}
export const codeHost: World['codeHost'] = once(() => {
  const {
    GITHUB_OWNER: owner,
    GITHUB_API_URL: apiUrl,
    GITHUB_APP_ID: appId,
    GITHUB_INSTALLATION_ID: installationId,
  } = awsEnvironment();
  const token = gitHubToken();
  const load = async () => {
    const { gitHubCodeHost } = await import('../github/code-host.ts');
    return gitHubCodeHost({
      token,
      isApp: appId !== undefined && installationId !== undefined,
      ...(owner !== undefined && { owner }),
      ...(apiUrl !== undefined && { apiUrl }),
    });
  };
  return {
    name: 'github',
    ...whenUsed(load, [
      'ensureRepository',
      'ensurePullRequest',
      'showChecks',
      'findPullRequest',
      'changedFiles',
      'readTree',
      'merge',
      'close',
      'archive',
      'unarchive',
    ]),
  };
});
/** What GitHub signs its deliveries with; undefined while nobody has set it. */
const webhookSecret = async (signal: AbortSignal): Promise<string | undefined> =>
  awsEnvironment().GITHUB_WEBHOOK_SECRET ?? gitHubSecret()('webhook_secret', signal).catch(unsetOrThrow);
export const mergeNotices: World['mergeNotices'] = once(() => {
  const { GITHUB_WEBHOOK_SECRET: given, GANTRY_GITHUB_SECRET_ARN: secretArn } = awsEnvironment();
  if (given === undefined && secretArn === undefined) return undefined;
  const notices: MergeNotices = {
    read: async (delivery, signal) => {
      const secret = await webhookSecret(signal);
      return secret === undefined ? 'unset' : gitHubMergeNotices({ secret }).read(delivery);
    },
  };
  return notices;
});
export const appHost: World['appHost'] = once(() => {
  const { VERCEL_TEAM: team, VERCEL_API_URL: apiUrl } = awsEnvironment();
  const token = tokenOf('VERCEL_TOKEN', vercelSecret);
  const load = async () => {
    const { vercelAppHost } = await import('../vercel/app-host.ts');
    return vercelAppHost({
      token,
      ...(team !== undefined && { team }),
      ...(apiUrl !== undefined && { apiUrl }),
    });
  };
  return { name: 'vercel', ...whenUsed(load, ['ensureProject', 'deploy', 'takeDown', 'remove']) };
});
export const appSecrets: World['appSecrets'] = once(() => {
  const namePrefix = needed('GANTRY_APP_SECRETS_PREFIX');
  return whenUsed(async () => {
    const { secretsManagerAppSecrets } = await import('../aws/app-secrets.ts');
    return secretsManagerAppSecrets({ namePrefix });
  }, ['set', 'remove', 'read']);
});
/** Apps keep data once Neon is connected; a function that only has to know so has no key. */
export const appDatabase: World['appDatabase'] = once(() => {
  const {
    GANTRY_APP_DATA: where,
    NEON_API_KEY: key,
    NEON_ORG_ID: organisation,
    NEON_API_URL: apiUrl,
    NEON_SQL_URL: sqlUrl,
  } = awsEnvironment();
  if (where !== 'neon' && key === undefined) return undefined;
  const load = async () => {
    const { neonAppDatabase } = await import('../neon/app-database.ts');
    return neonAppDatabase({
      apiKey: key ?? ((signal) => neonSecret()('api_key', signal)),
      clock: systemClock,
      ...(organisation !== undefined && { organisation }),
      ...(apiUrl !== undefined && { apiUrl }),
      ...(sqlUrl !== undefined && { sqlUrl: () => sqlUrl }),
    });
  };
  return { name: 'neon', ...whenUsed(load, dataMethods) };
});
/** Where people open Gantry: told at deployment, or asked of SSM, because CloudFront's address is only known after the functions are there. */
const publicOrigin = async (signal: AbortSignal): Promise<string> =>
  awsEnvironment().GANTRY_ORIGIN ?? (await originParameter()(signal));
const originParameter = once(() => {
  const name = needed('GANTRY_ORIGIN_PARAMETER');
  const reader = whenUsed(async () => {
    const { awsParameter } = await import('../aws/parameter.ts');
    return { read: awsParameter({ name, nowMs: systemClock.nowMs }) };
  }, ['read']);
  return reader.read;
});
export const consoleOrigin: World['consoleOrigin'] = () => publicOrigin;
export const identityProvider: World['identityProvider'] = once(() => {
  const settings = readOidcSettings(process.env);
  if (settings === undefined) return undefined;
  const { GANTRY_OIDC_SECRET_ARN: secretArn } = awsEnvironment();
  const secret = secretArn === undefined ? undefined : secretAt(secretArn);
  const load = async () => {
    const { openIdProvider } = await import('../oidc/identity-provider.ts');
    return openIdProvider({
      ...settings,
      clientSecret: settings.clientSecret ?? (secret && ((signal) => secret('client_secret', signal))),
      redirectUri: async (signal) => `${await publicOrigin(signal)}/gantry/oidc/callback`,
      clock: systemClock,
    });
  };
  return { admission: settings.admission, ...whenUsed(load, ['authorizationUrl', 'redeem']) };
});
export const liveFeed: World['liveFeed'] = once(() => {
  const endpoint = needed('GANTRY_SOCKET_ENDPOINT');
  return whenUsed(async () => {
    const { apiGatewayLiveFeed } = await import('../aws/live-feed.ts');
    return apiGatewayLiveFeed({ endpoint });
  }, ['post', 'close']);
});
export const model: World['model'] = once(() => {
  const { GANTRY_MODEL_SECRET_ARN: secretArn } = awsEnvironment();
  return awsModel(awsEnvironment(), secretArn === undefined ? undefined : secretAt(secretArn));
});
/** A platform whose secret nobody has filled yet is not connected. */
export const channels: World['channels'] = once(() => {
  const environment = awsEnvironment();
  const { GANTRY_CHANNELS: names = [], GITHUB_MENTION: mention } = environment;
  const readSecret = names.length === 0 ? undefined : secretAt(needed('GANTRY_CHANNELS_SECRET_ARN'));
  const read: ReadField = async (field, signal) => readSecret?.(field, signal).catch(unsetOrThrow);
  const gitHub = mention === undefined ? undefined : { mention, webhookSecret, token: gitHubToken() };
  if (readSecret === undefined && gitHub === undefined) return async () => [];
  return async (signal: AbortSignal) => {
    const { openChannels } = await import('./aws-channels.ts');
    return openChannels({ names, read, gitHub, addresses: environment }, signal);
  };
});
export const digest: World['digest'] = () => nodeDigest;
export const clock: World['clock'] = () => systemClock;
export const ids: World['ids'] = once(() => createIds({ clock: systemClock }));
export const passwordHasher: World['passwordHasher'] = once(() =>
  whenUsed(async () => (await import('../node/password-hasher.ts')).passwordHasher, ['hash', 'verify']),
);
export const signer: World['signer'] = once(() => {
  const kmsKeyIds = needed('GANTRY_SIGNING_KEY_ID');
  return whenUsed(async () => {
    const { kmsSigner } = await import('../aws/signer.ts');
    return kmsSigner({ kmsKeyIds });
  }, ['sign', 'publicKeys']);
});
export const messageSigner: World['messageSigner'] = () => standardWebhooksSigner;
export const pageFetcher: World['pageFetcher'] = once(() =>
  publicPageFetcher(awsEnvironment().GANTRY_LOCALHOST_PAGES),
);
export const outsideFetcher: World['outsideFetcher'] = once(() => publicPageFetcher());
export const archive: World['archive'] = once(() =>
  whenUsed(async () => (await import('../tar/archive.ts')).tarArchive(), ['unpack', 'zip']),
);
