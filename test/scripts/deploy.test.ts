import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithEmulator } from '../adapters/aws/emulator.ts';
import { makeTable } from '../adapters/aws/make-table.ts';
import { runScript, type ScriptOptions, startQuotas } from './run-script.ts';

const lambdaQuota = 'L-B99A9384';
const fargateQuota = 'L-3032A538';
const bootstrap = '/cdk-bootstrap/hnb659fds/version';
const accountBuilds = ['-c', 'podImage=codebuild'];

describeWithEmulator('npm run deploy', (aws) => {
  let quotas: { readonly url: string; readonly stop: () => void };
  let secretArns: Readonly<Record<'github' | 'vercel', string>>;
  beforeAll(async () => {
    quotas = await startQuotas({ [lambdaQuota]: 1_000, [fargateQuota]: 6 });
    secretArns = { github: await makeSecret('github'), vercel: await makeSecret('vercel') };
    await makeTable(aws.connection, 'access');
  });
  afterAll(() => quotas.stop());

  async function makeSecret(name: string): Promise<string> {
    const SecretString = JSON.stringify({ token: '', webhook_secret: 'kept' });
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
  const deploy = (words: readonly string[], more: Partial<ScriptOptions> = {}) =>
    runScript('deploy.ts', words, {
      endpoint: aws.connection.endpoint,
      quotas: quotas.url,
      outputs: {
        GantryCore: {
          AccessTable: 'access',
          GitHubSecretArn: secretArns.github,
          VercelSecretArn: secretArns.vercel,
        },
        GantryEdge: { Url: 'https://d111.cloudfront.net' },
      },
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
    expect(output).toContain('ok      Fargate vCPUs: 6, which is 24 pods');
    expect(output).toMatch(/Model access: /);
    expect(output).toContain('ok      Token of GitHub');
    expect(output).toContain('note    Token of Vercel: VERCEL_TOKEN is not set');
    expect(output).not.toContain('ghs_shown');
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

  test('deploys with the quota that it read, fills what is empty, and shows the password once', async () => {
    const { status, output, npx } = await deploy([...accountBuilds, '-c', 'waf=on', '--yes'], {
      env: { GITHUB_TOKEN: 'ghs_token' },
    });
    expect(status).toBe(0);
    expect(npx.map((words) => words.slice(0, -1))).toEqual([
      [
        ...['cdk', 'deploy', 'GantryCore', 'GantryFirewall', 'GantryEdge'],
        ...['-c', 'podImage=codebuild', '-c', 'waf=on', '-c', 'lambdaConcurrency=1000'],
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

  test('leaves password, tokens and a quota that was given alone the second time', async () => {
    const { status, output, npx } = await deploy([...accountBuilds, '-c', 'lambdaConcurrency=0'], {
      env: { GITHUB_TOKEN: 'ghs_other' },
    });
    expect(status).toBe(0);
    expect(npx[0]).toContain('lambdaConcurrency=0');
    expect(npx[0]).toContain('broadening');
    expect(npx[0]).not.toContain('GantryFirewall');
    expect(await secretOf(secretArns.github)).toMatchObject({ token: 'ghs_token' });
    expect(output).toContain('admin has a password already');
    expect(output).not.toContain('Sign in as admin');
  });
});
