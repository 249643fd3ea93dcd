import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { makeAdmin } from '../../scripts/deploy/finish.ts';
import { account, text } from '../environment.ts';
import { deployEmulated } from './deploy-emulated.ts';
import { chooseHosts } from './hosts.ts';
import { ownModel } from './own-model.ts';
import { putSecret } from './put-secret.ts';

const environment = z
  .object({
    ...account,
    SOCKETS_URL: z.url(),
    PODS_URL: z.url(),
    MODEL_SERVICE_URL: z.url(),
    HOSTS_URL: z.url(),
    /** The folder of the keys that the hosts admit. */
    KEYS_DIR: z.string().min(1),
    MODEL_URL: text.pipe(z.url().optional()),
    MODEL_NAME: text,
    /** Where people find it, for the last line. */
    PUBLIC_URL: z.url().default('http://localhost:5050'),
    GITHUB_TOKEN: text,
    GITHUB_OWNER: text,
    VERCEL_TOKEN: text,
    VERCEL_TEAM: text,
    NEON_API_KEY: text,
    NEON_ORG_ID: text,
  })
  .parse(process.env);

const waitSeconds = 180;

async function awaitEmulator(endpoint: string): Promise<void> {
  for (let waited = 0; waited < waitSeconds; waited += 1) {
    const answer = await fetch(`${endpoint}/restapis`, { signal: AbortSignal.timeout(5_000) }).catch(
      () => undefined,
    );
    if (answer !== undefined && answer.status < 500) return;
    await sleep(1_000);
  }
  throw new Error(`Nothing answers at ${endpoint}.`);
}

async function main(): Promise<void> {
  const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region } = environment;
  const { MODEL_URL: modelUrl, MODEL_NAME: modelIds = 'built-in' } = environment;
  const hosts = chooseHosts({
    url: environment.HOSTS_URL,
    keysFolder: environment.KEYS_DIR,
    gitHub: { token: environment.GITHUB_TOKEN, owner: environment.GITHUB_OWNER },
    vercel: { token: environment.VERCEL_TOKEN, team: environment.VERCEL_TEAM },
    neon: { key: environment.NEON_API_KEY, organisation: environment.NEON_ORG_ID },
  });
  await awaitEmulator(endpoint);
  console.log(`deployer: deploying GantryCore to ${endpoint}`);
  const core = await deployEmulated({
    endpoint,
    region,
    architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
    socketsUrl: environment.SOCKETS_URL,
    podsUrl: environment.PODS_URL,
    modelUrl: environment.MODEL_SERVICE_URL,
    modelIds,
    models: ownModel(modelIds, modelUrl),
    environment: hosts.environment,
    context: hosts.context,
  });
  const place = { endpoint, region };
  await putSecret(place, core.GitHubSecretArn, hosts.gitHubSecret);
  await putSecret(place, core.VercelSecretArn, hosts.vercelSecret);
  if (core.NeonSecretArn !== undefined && hosts.neonSecret !== undefined)
    await putSecret(place, core.NeonSecretArn, hosts.neonSecret);
  const password = await makeAdmin(place, core.AccessTable);
  console.log(`Gantry runs at ${environment.PUBLIC_URL}`);
  console.log(
    password === undefined
      ? 'admin has a password already.'
      : `Sign in as admin with ${password} . It is shown this once and kept nowhere.`,
  );
}

await main();
