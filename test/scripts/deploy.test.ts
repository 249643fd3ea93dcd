import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { WireStandIn } from '../adapters/ai-sdk/wire-stand-in.ts';
import { anthropicWire } from '../adapters/ai-sdk/wires.ts';
import {
  type BedrockAnswer,
  BedrockStandIn,
  ending,
  opening,
  textDelta,
} from '../adapters/aws/bedrock-stand-in.ts';
import { describeWithEmulator } from '../adapters/aws/emulator.ts';
import { makeTable } from '../adapters/aws/make-table.ts';
import { RecordingProxy } from '../adapters/github/recording-proxy.ts';
import { VercelStandIn } from '../adapters/vercel/vercel-stand-in.ts';
import { runScript, type ScriptOptions, startQuotas } from './run-script.ts';
import { podOutputs, startTaskStandIn } from './task-stand-in.ts';

const lambdaQuota = 'L-B99A9384';
const fargateQuota = 'L-3032A538';
const bootstrap = '/cdk-bootstrap/hnb659fds/version';
const accountBuilds = ['-c', 'podImage=codebuild'];
const answers: BedrockAnswer = {
  kind: 'stream',
  chunks: [...opening(), textDelta('ready'), ...ending('end_turn')],
};
const gitHubUser = (scopes: string) =>
  ({ kind: 'answer', status: 200, body: { login: 'octo' }, headers: { 'x-oauth-scopes': scopes } }) as const;

describeWithEmulator('npm run deploy', (aws) => {
  let quotas: { readonly url: string; readonly stop: () => void };
  let secretArns: Readonly<Record<'github' | 'vercel' | 'model', string>>;
  let bedrock: BedrockStandIn;
  let bedrockAnswer: BedrockAnswer = answers;
  const gitHub = new RecordingProxy('http://127.0.0.1:1');
  const vercel = new VercelStandIn('vercel-token', 'team_1');
  let services: Readonly<Record<string, string>>;
  beforeAll(async () => {
    bedrock = await BedrockStandIn.start(() => bedrockAnswer);
    services = {
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
      GITHUB_API_URL: await gitHub.start(),
      VERCEL_API_URL: await vercel.start(),
    };
    quotas = await startQuotas({ [lambdaQuota]: 1_000, [fargateQuota]: 6 });
    secretArns = {
      github: await makeSecret('github', { token: '', webhook_secret: 'kept' }),
      vercel: await makeSecret('vercel', { token: '' }),
      model: await makeSecret('model', { api_key: '' }),
    };
    await makeTable(aws.connection, 'access');
  });
  afterAll(async () => {
    quotas.stop();
    await Promise.all([bedrock.close(), gitHub.close(), vercel.close()]);
  });
  beforeEach(() => {
    bedrockAnswer = answers;
    gitHub.interfere = () => gitHubUser('repo');
  });

  async function makeSecret(name: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const SecretString = JSON.stringify(fields);
    const command = new CreateSecretCommand({ Name: name, SecretString });
    return (await new SecretsManagerClient(aws.connection).send(command)).ARN ?? '';
  }
  const secretOf = async (SecretId: string): Promise<unknown> => {
    const command = new GetSecretValueCommand({ SecretId });
    const { SecretString } = await new SecretsManagerClient(aws.connection).send(command);
    return JSON.parse(SecretString ?? '');
  };
  const ssm = () => new SSMClient(aws.connection);
  const bootstrapped = async (version: string): Promise<void> => {
    await ssm().send(
      new PutParameterCommand({ Name: bootstrap, Value: version, Type: 'String', Overwrite: true }),
    );
  };
  const deploy = (words: readonly string[], { env, ...more }: Partial<ScriptOptions> = {}) =>
    runScript('deploy.ts', words, {
      endpoint: aws.connection.endpoint,
      quotas: quotas.url,
      outputs: {
        GantryCore: {
          ...podOutputs,
          AccessTable: 'access',
          GitHubSecretArn: secretArns.github,
          VercelSecretArn: secretArns.vercel,
        },
        GantryEdge: { Url: 'https://d111.cloudfront.net' },
      },
      env: { ...services, ...env },
      ...more,
    });

  test('touches nothing where the account was never bootstrapped, and says what to run', async () => {
    await ssm()
      .send(new DeleteParameterCommand({ Name: bootstrap }))
      .catch(() => undefined);
    const { status, output, npx } = await deploy(accountBuilds);
    expect(output).toContain(
      'MISSING CDK bootstrap: This account and region have none. Run: npx cdk bootstrap',
    );
    expect(output).toContain('Nothing was touched');
    expect([status, npx]).toEqual([1, []]);
  });

  test('takes no bootstrap that is too old for its assemblies', async () => {
    await bootstrapped('5');
    const { status, output } = await deploy([...accountBuilds, '--check']);
    expect(output).toMatch(/MISSING CDK bootstrap: It is too old/);
    expect(status).toBe(1);
  });

  test('misses Docker only where the image is built here, and names the way without it', async () => {
    await bootstrapped('21');
    const { status, output } = await deploy(['--check']);
    expect(output).toMatch(/MISSING Pod image: .*-c podImage=codebuild/);
    expect(status).toBe(1);
    const without = await deploy([...accountBuilds, '--check']);
    expect(without.output).toContain('ok      Pod image: CodeBuild');
    expect([without.status, without.npx]).toEqual([0, []]);
  });

  test('tells account, Node, quotas, model and tokens before it does anything', async () => {
    const { output } = await deploy([...accountBuilds, '--check'], { env: { GITHUB_TOKEN: 'ghs_shown' } });
    expect(output).toContain('ok      Credentials: account 000000000000');
    expect(output).toMatch(/ok {6}Node: \d+/);
    expect(output).toContain('ok      Lambda concurrency: 1000 at once');
    expect(output).toContain('note    Fargate vCPUs: 6, which is 6 pods of 1: so many missions run at once');
    expect(output).toMatch(/ok {6}Model global\.anthropic\.claude-haiku-5-5: it answers/);
    expect(output).toMatch(/ok {6}Model global\.anthropic\.claude-sonnet-5-5: it answers/);
    expect(output).toContain('ok      Token of GitHub');
    expect(output).toContain('note    Token of Vercel: VERCEL_TOKEN is not set');
    expect(output).not.toContain('ghs_shown');
  });

  test('tries tokens and model, and tells what each lacks in words that can be acted on', async () => {
    gitHub.interfere = () => gitHubUser('read:user');
    const message = 'You do not have access to the model with the specified model ID.';
    bedrockAnswer = { kind: 'fault', status: 403, error: 'AccessDeniedException', message };
    const { status, output } = await deploy([...accountBuilds, '--check', '-c', 'vercelTeam=team_2'], {
      env: { GITHUB_TOKEN: 'ghs_shown', VERCEL_TOKEN: 'vercel-token' },
    });
    expect(output).toMatch(/note {4}Model \S+sonnet-5-5: .*You do not have access to the model/);
    expect(output).toMatch(/note {4}Model \S+haiku-5-5: .*You do not have access to the model/);
    expect(output).toMatch(/note {4}Token of GitHub: GITHUB_TOKEN lacks the scope repo; it has read:user/);
    expect(output).toMatch(/note {4}Token of Vercel: The Vercel token may not .*VERCEL_TEAM/);
    expect(output).not.toMatch(/ghs_shown|vercel-token/);
    expect(status).toBe(0);
  });

  test('prints each check and what it would run, and runs nothing', async () => {
    const { status, output, npx } = await deploy([...accountBuilds, '--dry-run', '-c', 'name=Acme']);
    expect(output).toContain('ok      CDK bootstrap: version 21');
    // There is no installation yet, and so nothing that could run.
    expect(output).not.toContain('Running missions');
    expect(output).toMatch(
      /It would run: npx cdk deploy AcmeCore AcmeEdge -c podImage=codebuild -c name=Acme -c lambdaConcurrency=1000 -c slots=6/,
    );
    expect([status, npx]).toEqual([0, []]);
  });

  test('looks for the bootstrap of us-east-1 where WAF is on, and says what to run', async () => {
    const { status, output } = await deploy([...accountBuilds, '--dry-run', '-c', 'waf=on'], {
      env: { AWS_REGION: 'eu-central-1' },
    });
    expect(output).toMatch(
      /MISSING CDK bootstrap for WAF: WAF stands in us-east-1.*aws:\/\/ACCOUNT\/us-east-1/,
    );
    expect(status).toBe(1);
  });

  test('refuses a model without a price before anything is looked at', async () => {
    const { status, output } = await deploy([...accountBuilds, '-c', 'modelIds=somebody.new-model']);
    expect(output).toContain('-c modelIds: The price of model somebody.new-model is not known');
    expect(output).not.toMatch(/Credentials|\n {4}at /);
    expect(status).toBe(1);
  });

  test('goes on with a note where a quota is small or cannot be read', async () => {
    const small = await startQuotas({ [lambdaQuota]: 10 });
    const { status, output } = await deploy([...accountBuilds, '--check'], { quotas: small.url });
    small.stop();
    expect(output).toContain('note    Lambda concurrency: Only 10 functions run at once');
    expect(output).toContain('note    Fargate vCPUs: Its quota cannot be read');
    expect(status).toBe(0);
  });

  test('lets nobody on whom AWS does not know', async () => {
    const { status, output, npx } = await deploy(accountBuilds, { endpoint: 'http://127.0.0.1:1' });
    expect(output).toContain('MISSING Credentials: AWS lets nobody in');
    expect([status, npx]).toEqual([1, []]);
  });

  test('names a setting that does not fit, and a region that is not there', async () => {
    expect((await deploy(['-c', 'slots=none'])).output).toContain('-c slots:');
    const { status, output } = await deploy(accountBuilds, { env: { AWS_REGION: '' } });
    expect([status, output.trim()]).toEqual([1, expect.stringContaining('AWS_REGION')]);
  });

  test.each([
    ['arm64', '', 'ok      Pod image: Docker builds it for arm64 here'],
    ['amd64', 'linux/amd64, linux/arm64', 'ok      Pod image: Docker builds it for arm64 here, by QEMU'],
    ['amd64', 'linux/amd64, linux/386', 'MISSING Pod image: Docker here is for amd64 and cannot build'],
  ])(
    'finds out whether Docker on %s with the platforms "%s" can build for arm64, by QEMU where it must, before anything is touched',
    async (machine, platforms, words) => {
      const docker = `case "$1" in version) echo ${machine};; *) echo "Platforms: ${platforms}";; esac`;
      const { output, npx } = await deploy(['--dry-run'], { programs: { docker } });
      expect(output).toContain(words);
      expect(npx).toEqual([]);
    },
  );

  test('deploys with the quota that it read, fills what is empty, and shows the password once', async () => {
    await new SSMClient({ ...aws.connection, region: 'us-east-1' }).send(
      new PutParameterCommand({ Name: bootstrap, Value: '21', Type: 'String', Overwrite: true }),
    );
    const { status, output, npx } = await deploy([...accountBuilds, '-c', 'waf=on', '--yes', '--no-probe'], {
      env: { GITHUB_TOKEN: 'ghs_token' },
    });
    expect(status).toBe(0);
    expect(npx.map((words) => words.slice(0, -1))).toEqual([
      [
        ...['cdk', 'deploy', 'GantryCore', 'GantryFirewall-eu-west-1', 'GantryEdge'],
        ...['-c', 'podImage=codebuild', '-c', 'waf=on', '-c', 'lambdaConcurrency=1000', '-c', 'slots=6'],
        ...['--require-approval', 'never', '--outputs-file'],
      ],
    ]);
    expect(await secretOf(secretArns.github)).toEqual({ token: 'ghs_token', webhook_secret: 'kept' });
    expect(await secretOf(secretArns.vercel)).toMatchObject({ token: '' });
    expect(output).toContain('Gantry is at https://d111.cloudfront.net');
    expect(output).toContain('The token of Vercel is still missing');
    expect(output).not.toContain('ghs_token');
    const password = /Sign in as admin with (\S+) \./.exec(output)?.[1] ?? '';
    expect(password.length).toBeGreaterThanOrEqual(24);
    expect(output).toContain(`curl -d '{"password":"${password}"}' https://d111.cloudfront.net/gantry/auth`);
    const { Items: items } = await new DynamoDBClient(aws.connection).send(
      new ScanCommand({ TableName: 'access' }),
    );
    expect(JSON.stringify(items)).toContain('$argon2');
    expect(JSON.stringify(items)).not.toContain(password);
  });

  test('takes what an installation left into the new stacks before it deploys them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gantry-adopt-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'Gantry-eu-west-1.remains.json');
    writeFileSync(file, JSON.stringify({ GantryCore: { StoresMissions: { TableName: 'missions' } } }));
    const words = [...accountBuilds, '--yes', '--no-probe', '--adopt'];
    const { npx, status } = await deploy([...words, file]);
    expect(status).toBe(0);
    expect(npx.map(([, verb, stack]) => [verb, stack])).toEqual([
      ['import', 'GantryCore'],
      ['deploy', 'GantryCore'],
    ]);
    expect(npx[0]).toEqual(expect.arrayContaining(['--resource-mapping', '-c', 'podImage=codebuild']));
    const other = await deploy([...words, join(folder, 'none')]);
    expect(other.output).toContain('is not what npm run destroy writes');
    expect(other.npx).toEqual([]);
  });

  test('asks a model behind a key with that key, puts it into its secret, and says where it is missing', async () => {
    const server = await WireStandIn.start(anthropicWire, () => [{ text: 'ready' }, { end: 'whole' }]);
    const anthropic = [
      ...accountBuilds,
      '--no-probe',
      '-c',
      'model=anthropic',
      '-c',
      `modelBaseUrl=${server.url}`,
    ];
    const outputs = {
      GantryCore: {
        ...podOutputs,
        AccessTable: 'access',
        GitHubSecretArn: secretArns.github,
        VercelSecretArn: secretArns.vercel,
        ModelSecretArn: secretArns.model,
      },
      GantryEdge: { Url: 'https://d111.cloudfront.net' },
    };
    const without = await deploy(anthropic, { outputs });
    expect(without.output).toContain('note    Models: ANTHROPIC_API_KEY is not set');
    expect(without.output).toContain('The key of the model (ANTHROPIC_API_KEY) is still missing');
    expect(server.requests).toEqual([]);
    const { status, output } = await deploy(anthropic, { outputs, env: { ANTHROPIC_API_KEY: 'sk-shown' } });
    await server.close();
    expect(status).toBe(0);
    expect(output).toContain('ok      Model claude-haiku-5-5: it answers');
    expect(new Set(server.requests.map(({ headers }) => headers['x-api-key']))).toEqual(
      new Set(['sk-shown']),
    );
    expect(await secretOf(secretArns.model)).toEqual({ api_key: 'sk-shown' });
    expect(output).not.toContain('sk-shown');
  });

  const withPod = async (
    holds: boolean,
    words: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ) => {
    const finding = { finding: 'launcher', holds, words: 'a step is another user' } as const;
    const container = { exitCode: holds ? 0 : 1 };
    const account = { started: [], removed: [], statuses: ['STOPPED'], container, sent: [finding] };
    const tasks = await startTaskStandIn(account);
    onTestFinished(tasks.stop);
    const urls = { AWS_ENDPOINT_URL_ECS: tasks.url, AWS_ENDPOINT_URL_S3: tasks.url };
    return deploy(words, { env: { ...env, ...urls } });
  };

  test('leaves password, tokens and a quota that was given alone the second time', async () => {
    const { status, output, npx } = await withPod(true, [...accountBuilds, '-c', 'lambdaConcurrency=0'], {
      GITHUB_TOKEN: 'ghs_other',
    });
    expect(status).toBe(0);
    expect(npx[0]).toContain('lambdaConcurrency=0');
    expect(npx[0]).toContain('broadening');
    expect(npx[0]?.join()).not.toContain('GantryFirewall');
    expect(await secretOf(secretArns.github)).toMatchObject({ token: 'ghs_token' });
    expect(output).toContain('ok     launcher: a step is another user');
    expect(output).toContain('Not tried out: set GANTRY_API_KEY');
    expect(output).toContain('admin has a password already');
    expect(output).not.toContain('Sign in as admin');
  });

  test('ends with 1 before any app is built where its pods do not keep steps apart, and says what to do', async () => {
    const { status, output } = await withPod(false, accountBuilds, { GANTRY_API_KEY: 'key' });
    expect(output).toContain('FAILED launcher: a step is another user');
    expect(output).toContain('Build nothing here yet');
    expect(output).not.toContain('Trying it out');
    expect(status).toBe(1);
  });
});
