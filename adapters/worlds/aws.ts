import type { World } from '../../core/ports/world.ts';
import { dynamoEventLog } from '../aws/event-log.ts';
import { apiGatewayLiveFeed } from '../aws/live-feed.ts';
import { bedrockModel } from '../aws/model.ts';
import { s3ObjectStore } from '../aws/object-store.ts';
import { publicPageFetcher } from '../aws/page-fetcher.ts';
import { fargatePodHost } from '../aws/pod-host.ts';
import { dynamoRecordStore } from '../aws/record-store.ts';
import { kmsSigner } from '../aws/signer.ts';
import { stepFunctionsWorkflow } from '../aws/workflow.ts';
import { gitHubCodeHost } from '../github/code-host.ts';
import { systemClock } from '../node/clock.ts';
import { nodeDigest } from '../node/digest.ts';
import { createIds } from '../node/ids.ts';
import { passwordHasher as argon2Hasher } from '../node/password-hasher.ts';
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

export const eventLog: World['eventLog'] = once(() =>
  dynamoEventLog({ tableName: needed('GANTRY_MISSIONS_TABLE') }),
);
export const records: World['records'] = once(() =>
  dynamoRecordStore({ tableName: needed('GANTRY_ACCESS_TABLE'), clock: systemClock }),
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
  const owner = awsEnvironment().GITHUB_OWNER;
  return gitHubCodeHost({ token: needed('GITHUB_TOKEN'), ...(owner !== undefined && { owner }) });
});
export const appHost: World['appHost'] = once(() => {
  const team = awsEnvironment().VERCEL_TEAM;
  return vercelAppHost({ token: needed('VERCEL_TOKEN'), ...(team !== undefined && { team }) });
});
export const liveFeed: World['liveFeed'] = once(() =>
  apiGatewayLiveFeed({ endpoint: needed('GANTRY_SOCKET_ENDPOINT') }),
);
export const model: World['model'] = once(() => {
  const modelIds = awsEnvironment().GANTRY_MODEL_IDS;
  return bedrockModel({ ...(modelIds !== undefined && { modelIds }) });
});
export const digest: World['digest'] = () => nodeDigest;
export const clock: World['clock'] = () => systemClock;
export const ids: World['ids'] = once(() => createIds({ clock: systemClock }));
export const passwordHasher: World['passwordHasher'] = () => argon2Hasher;
export const signer: World['signer'] = once(() => kmsSigner({ kmsKeyId: needed('GANTRY_SIGNING_KEY_ID') }));
export const pageFetcher: World['pageFetcher'] = once(publicPageFetcher);
export const archive: World['archive'] = once(tarArchive);
