import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { TestProject } from 'vitest/node';
import {
  freePort,
  identity,
  startEmulator,
  useTestIdentity,
  whyMissing,
} from '../../adapters/aws/emulator.ts';
import { token as gitHubToken, startGitHub } from '../../adapters/github/github-setting.ts';
import { startNeonStandIn } from '../../adapters/neon/neon-stand-in.ts';
import { botToken } from '../../adapters/telegram/bot-api.ts';
import { VercelStandIn } from '../../adapters/vercel/vercel-stand-in.ts';
import { bridgeFargate } from '../../bridges/fargate.ts';
import { bridgeFrontDoor } from '../../bridges/front-door.ts';
import { deployCore, nodeWithBridge } from './deploy.ts';
import { servePages } from './serve-pages.ts';

/** What the tests of this project are told about the installation that they share. */
export interface Installation {
  /** The front door's port: console, REST and WebSocket in one origin. */
  readonly port: number;
  /** Where the file that runs now has to play Bedrock. */
  readonly authorPort: number;
  /** The app host's pages, by the Host header. */
  readonly pagesPort: number;
  readonly gitHubUrl: string;
  /** Where the file that runs now may play Telegram, and what it shows at the webhook. */
  readonly botPort: number;
  readonly botSecret: string;
  readonly endpoint: string;
  readonly region: string;
  readonly accessTable: string;
  readonly cluster: string;
  /** What it was deployed with, for whoever deploys it again. */
  readonly context: Readonly<Record<string, string>>;
  /** A line for each call that a role was refused; no file where there was none. */
  readonly denials: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly installation: Installation | undefined;
  }
}

const vercelToken = 'vercel-token-4711';
const team = 'team_1';
const botSecret = 'what-setWebhook-was-given';
const context = {
  ...{ podImage: 'example.com/gantry-pod:test', responseStreaming: 'false' },
  ...{ vercelTeam: team, neon: 'on', channels: 'telegram' },
};
const bridges = join(import.meta.dirname, '..', '..', 'bridges');

/** Deploys Gantry once for all files of the project, into an emulated account with stand-ins for the code host, the app host and the model. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = whyMissing();
  if (missing !== undefined) throw new Error(`test:aws needs an emulator: ${missing}`);
  useTestIdentity();
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.reverse()) await end();
  };
  try {
    project.provide('installation', await install((end) => void closing.push(end)));
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}

async function install(closeWith: (end: () => unknown) => void): Promise<Installation> {
  const vercel = new VercelStandIn(vercelToken, team);
  const vercelUrl = await vercel.start();
  closeWith(() => vercel.close());
  const home = mkdtempSync(join(tmpdir(), 'gantry-neon-'));
  closeWith(() => rmSync(home, { recursive: true, force: true }));
  const neon = await startNeonStandIn(join(home, 'branches'));
  closeWith(neon.close);
  const pages = await servePages({ vercel, neon, home });
  closeWith(pages.close);
  const gitHub = await startGitHub();
  closeWith(() => gitHub.close());
  const authorPort = await freePort();
  const botPort = await freePort();

  const programs = mkdtempSync(join(tmpdir(), 'gantry-node-'));
  closeWith(() => rmSync(programs, { recursive: true, force: true }));
  nodeWithBridge(programs, pathToFileURL(join(bridges, 'internet.mjs')).href);
  const denials = join(programs, 'denials.jsonl');
  // Everything that a role is not allowed is refused, as in an account.
  const emulator = await startEmulator({
    checksPermissions: true,
    env: {
      PATH: [programs, dirname(process.execPath), process.env.PATH].join(delimiter),
      PYTHONPATH: join(bridges, 'emulator'),
      PYTHONDONTWRITEBYTECODE: '1',
      GANTRY_BRIDGE_DENIALS: denials,
      GANTRY_BRIDGE_PAGES: String(pages.port),
      GITHUB_API_URL: gitHub.url,
      VERCEL_API_URL: vercelUrl,
      TELEGRAM_API_URL: `http://127.0.0.1:${botPort}`,
      NEON_API_URL: neon.config.apiUrl,
      GANTRY_BRIDGE_DATABASES: String(neon.port),
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: `http://127.0.0.1:${authorPort}`,
    },
  });
  closeWith(emulator.stop);
  const { port } = emulator;
  const endpoint = `http://127.0.0.1:${port}`;
  const connection = { endpoint, region: identity.AWS_REGION };

  const core = await deployCore({ endpoint, env: identity }, context);
  await fillSecrets(connection, {
    [core.GitHubSecretArn]: { token: gitHubToken },
    [core.VercelSecretArn]: { token: vercelToken },
    [core.NeonSecretArn]: { api_key: neon.config.apiKey },
    [core.ChannelsSecretArn]: { telegram_token: botToken, telegram_secret: botSecret },
  });
  const fargate = bridgeFargate({ ...connection, cluster: core.Cluster, isolation: 'bubblewrap' });
  closeWith(fargate.close);
  const door = await bridgeFrontDoor({
    port,
    restApi: { id: idOf(core.RestUrl), stage: 'gantry' },
    socketApi: { id: idOf(core.SocketUrl), stage: 'live' },
  });
  closeWith(door.close);
  return {
    port: door.port,
    authorPort,
    botPort,
    botSecret,
    pagesPort: pages.port,
    gitHubUrl: gitHub.url,
    ...connection,
    accessTable: core.AccessTable,
    cluster: core.Cluster,
    context,
    denials,
  };
}

const idOf = (url: string): string => new URL(url).hostname.split('.')[0] ?? '';

interface Connection {
  readonly endpoint: string;
  readonly region: string;
}

async function fillSecrets(connection: Connection, values: Readonly<Record<string, object>>): Promise<void> {
  const secrets = new SecretsManagerClient(connection);
  for (const [SecretId, value] of Object.entries(values))
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
}
