import { build } from 'esbuild';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../../adapters/node/clock.ts';
import { createIds } from '../../../adapters/node/ids.ts';
import * as world from '../../../adapters/worlds/aws.ts';
import { readAwsEnvironment } from '../../../adapters/worlds/aws-config.ts';
import type { World } from '../../../core/ports/world.ts';
import { appIdSchema } from '../../../core/wire/ids.ts';
import { temporaryHome } from '../local/temporary-home.ts';
import { startNeonStandIn } from '../neon/neon-stand-in.ts';

const root = `${import.meta.dirname}/../../..`;
const home = temporaryHome();
const ports = Object.keys(world).filter((name) => name !== 'worldName') as Exclude<
  keyof World,
  'worldName'
>[];

const environment = {
  AWS_REGION: 'eu-west-1',
  GANTRY_MISSIONS_TABLE: 'missions',
  GANTRY_ACCESS_TABLE: 'access',
  GANTRY_OBJECTS_BUCKET: 'objects',
  GANTRY_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:mission',
  GANTRY_SOCKET_ENDPOINT: 'https://example.com/live',
  GANTRY_SIGNING_KEY_ID: 'alias/gantry',
  GANTRY_APP_SECRETS_PREFIX: 'gantry/apps/',
  GITHUB_TOKEN: 'not-a-token',
  VERCEL_TOKEN: 'not-a-token',
};

beforeEach(() => {
  vi.resetModules();
  for (const name of Object.keys(process.env))
    if (/^(GANTRY|GITHUB|VERCEL|NEON)_/.test(name)) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

const configured = async () => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  return await import('../../../adapters/worlds/aws.ts');
};

test('is the AWS world, and a World', () => {
  const whole: World = world;
  expect(whole.worldName).toBe('aws');
});

test.each(ports)('hands out the same %s for the life of a process', async (port) => {
  const { [port]: make } = await configured();
  expect(make()).toBe(make());
});

test('reads no environment at import, and names the variable that a port misses when it is asked for', async () => {
  const bare = await import('../../../adapters/worlds/aws.ts');
  expect(() => bare.eventLog()).toThrow('GANTRY_MISSIONS_TABLE');
  expect(() => bare.codeHost()).toThrow('GANTRY_GITHUB_SECRET_ARN');
  expect(bare.podHost().isolation).toBe('fargate');
  await expect(bare.podHost().state('pod' as never, new AbortController().signal)).rejects.toThrow(
    'GANTRY_OBJECTS_BUCKET',
  );
});

test.each([
  [{}, undefined],
  [{ NEON_API_KEY: 'key' }, 'neon'],
  [{ GANTRY_APP_DATA: 'neon' }, 'neon'],
])('keeps data of apps once Neon is connected: %j', async (variables, name) => {
  for (const [key, value] of Object.entries(variables)) vi.stubEnv(key, value);
  expect((await configured()).appDatabase()?.name).toBe(name);
});

test('keeps data where the stand-ins of Neon are said to be, its API and its databases', async () => {
  const neon = await startNeonStandIn(home);
  onTestFinished(neon.close);
  vi.stubEnv('NEON_API_KEY', neon.config.apiKey);
  vi.stubEnv('NEON_API_URL', neon.config.apiUrl);
  vi.stubEnv('NEON_SQL_URL', neon.config.sqlUrl());
  const branch = { appId: appIdSchema.parse(createIds({ clock: systemClock }).make('app')) };
  const database = (await configured()).appDatabase();
  const { signal } = new AbortController();
  await database?.ensureBranch(branch, signal);
  const files = [{ path: 'migrations/0001_n.sql', content: 'create table n (i int)' }];
  expect(await database?.migrate(branch, files, signal)).toEqual({ kind: 'migrated', ran: ['0001_n.sql'] });
});

test('reads lists and switches from the environment, and empty text as nothing', () => {
  const env = {
    GANTRY_POD_SUBNETS: 'a, b',
    GANTRY_POD_PUBLIC_IP: '1',
    GITHUB_TOKEN: '',
    GANTRY_MODEL_IDS: '',
  };
  expect(readAwsEnvironment(env)).toMatchObject({
    GANTRY_POD_SUBNETS: ['a', 'b'],
    GANTRY_POD_PUBLIC_IP: true,
  });
  expect(readAwsEnvironment(env).GITHUB_TOKEN).toBeUndefined();
  expect(readAwsEnvironment(env).GANTRY_MODEL_IDS).toBeUndefined();
  expect(() => readAwsEnvironment({ GANTRY_POD_PUBLIC_IP: 'perhaps' })).toThrow();
});

test.each([
  ['eventLog', ['adapters/aws/event-log.ts', '@aws-sdk/client-dynamodb']],
  ['workflow', ['adapters/aws/workflow.ts', '@aws-sdk/client-sfn']],
  ['digest', ['adapters/node/digest.ts']],
] as const)('a bundle that uses %s carries its adapter and no other', async (port, expected) => {
  const inputs = await bundled(`import { ${port} } from './adapters/worlds/aws.ts'; console.log(${port}());`);
  const adapters = inputs.filter(
    (path) => path.startsWith('adapters/') && !path.startsWith('adapters/worlds/'),
  );
  const clients = new Set(inputs.flatMap((path) => /@aws-sdk\/client-[a-z0-9-]+/.exec(path) ?? []));
  const shared = ['adapters/aws/connection.ts', 'adapters/aws/fault.ts'];
  expect([...adapters.filter((path) => !shared.includes(path)), ...clients].toSorted()).toEqual(
    [...expected].toSorted(),
  );
  for (const heavy of ['argon2', '@octokit/', 'tar-stream'])
    expect(inputs.filter((path) => path.includes(`node_modules/${heavy}`))).toEqual([]);
});

/** The files that have bytes in the bundle of an entry. */
async function bundled(contents: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
    outfile: 'out.mjs',
    loader: { '.node': 'empty' },
  });
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
}
