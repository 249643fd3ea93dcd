import { describe, expect, it } from 'vitest';
import { environmentOf, spellOut, statementsOf, whoMay, whoReaches } from './policies.ts';
import { installation, keyArn, type Synthesized } from './synthesize.ts';

const core = installation('plain')('GantryCore');
const full = installation('full')('GantryCore');
const other = installation('other')('GantryCore');
const statements = statementsOf(core);
const logical = (type: string, name: RegExp): string => {
  const found = Object.keys(core.resources(type)).find((id) => name.test(id));
  if (found === undefined) throw new Error(`no ${type} ${name}`);
  return found;
};

const passedTo = (service: string) => ({ StringEquals: { 'iam:PassedToService': service } });

describe('the rights of every role', () => {
  it('name each action whole', () => {
    const wide = statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'));
    expect(wide).toEqual([]);
    expect(statements.length).toBeGreaterThan(50);
  });

  it('reach everything only where an action knows no resource', () => {
    const wide = statements.filter(({ resources }) => resources.includes('*'));
    for (const { actions, conditions } of wide) {
      if (actions.includes('ecs:ListTasks')) {
        expect(actions).toEqual(['ecs:ListTasks']);
        expect(JSON.stringify(conditions)).toContain('ecs:cluster');
      } else {
        expect(
          actions.every((action) =>
            /^logs:(\w*LogDeliver\w*|\w*ResourcePolic\w*|DescribeLogGroups)$/.test(action),
          ),
          actions.join(),
        ).toBe(true);
      }
    }
    expect(wide.length).toBeGreaterThan(0);
  });

  it('never delete what is evidence, nor lift its lock, nor end the key, nor pass a role but to ECS and, for logs, to API Gateway', () => {
    const forbidden =
      /^(s3:(Delete|Bypass|PutObjectRetention|PutBucket)|kms:(Schedule|Disable|Put|Create)|dynamodb:Delete(Table|Backup)|iam:(?!PassRole))/;
    expect(statements.flatMap(({ actions }) => actions).filter((action) => forbidden.test(action))).toEqual(
      [],
    );
    const passing = statements.filter(({ actions }) => actions.includes('iam:PassRole'));
    for (const { conditions, resources } of passing)
      expect([resources.join().replace(/[0-9A-F]{8}/, ''), conditions]).toEqual(
        resources.join().includes('ApiLogs')
          ? ['<ApiLogsRole.Arn>', passedTo('apigateway.amazonaws.com')]
          : ['<PodsTaskExecutionRole.Arn>', passedTo('ecs-tasks.amazonaws.com')],
      );
  });

  it('are all given and none denied, so that what is not here is not allowed', () => {
    expect(new Set(statements.map(({ effect }) => effect))).toEqual(new Set(['Allow']));
  });

  it('belong to a role of one function each', () => {
    const roles = Object.values(core.resources('AWS::Lambda::Function')).map(({ Properties }) =>
      spellOut(Properties.Role),
    );
    expect(new Set(roles).size).toBe(roles.length);
    for (const { Properties } of Object.values(core.resources('AWS::IAM::Role')))
      if (JSON.stringify(Properties.AssumeRolePolicyDocument).includes('lambda.amazonaws.com'))
        expect(Properties.ManagedPolicyArns).toBeUndefined();
  });
});

describe('the events', () => {
  const table = `<${logical('AWS::DynamoDB::Table', /Missions/)}.Arn>`;

  it('can be inserted and read, and by nothing that runs be changed or removed', () => {
    const actions = statements
      .filter(({ resources }) => resources.includes(table))
      .flatMap((one) => one.actions);
    expect(new Set(actions)).toEqual(new Set(['dynamodb:PartiQLInsert', 'dynamodb:Query']));
  });

  it('are only read by the functions that follow the stream', () => {
    const appending = whoMay(core, 'dynamodb:PartiQLInsert');
    expect(appending).toContain('settle');
    expect(
      appending.filter((name) => ['dispatch', 'broadcast', 'auth', 'relay-log', 'health'].includes(name)),
    ).toEqual([]);
  });
});

describe('what only some functions may', () => {
  it.each([
    ['kms:Sign', ['mcp', 'missions', 'publish-app', 'settle']],
    ['ecs:RunTask', ['build', 'launch-pod']],
    ['sts:AssumeRole', ['build', 'launch-pod']],
    ['ecs:StopTask', ['build', 'launch-pod', 'mcp', 'missions', 'settle']],
    ['states:StartExecution', ['dispatch']],
    ['states:StopExecution', ['mcp', 'missions']],
    ['states:SendTaskSuccess', ['build', 'receive-report']],
    ['states:SendTaskHeartbeat', ['relay-log']],
    ['ssm:GetParameter', ['oidc', 'publish-app']],
    [
      'bedrock:InvokeModelWithResponseStream',
      ['chat', 'draft-app', 'heal-app', 'mcp', 'review-app', 'settle', 'specify', 'work-channels'],
    ],
  ])('%s', (action, folders) => {
    expect(whoMay(core, action)).toEqual(folders);
  });

  it.each([
    [
      'the token of GitHub',
      /GitHubSecret/,
      'secretsmanager:GetSecretValue',
      ['apps', 'follow-deletions', 'follow-lost-merges', 'mcp', 'missions', 'publish-app', 'settle'],
    ],
    [
      'the token of Vercel',
      /VercelSecret/,
      'secretsmanager:GetSecretValue',
      ['apps', 'deploy-app', 'follow-deletions', 'follow-lost-merges', 'mcp'],
    ],
    ['to write evidence', /Evidence\w+\.Arn>\/evidence\/\*$/, 's3:PutObject', ['mcp', 'missions', 'settle']],
    ['to write drafts', /\/drafts\/\*$/, 's3:PutObject', ['draft-app', 'heal-app', 'missions', 'specify']],
    ['to write what pods left', /\/attempts\/\*$/, 's3:PutObject', ['receive-report']],
    ['to write into mailboxes', /\/mailbox\//, 's3:PutObject', ['build', 'launch-pod']],
  ])('%s', (_title, resource, action, folders) => {
    expect(whoReaches(core, resource, action)).toEqual(folders);
  });

  it('are told the name of a secret exactly where they may read it', () => {
    for (const { Properties } of Object.values(core.resources('AWS::Lambda::Function'))) {
      const role = spellOut(Properties.Role).replace('.Arn', '');
      const { Variables } = Properties.Environment as {
        readonly Variables: Readonly<Record<string, unknown>>;
      };
      const told = Object.entries(Variables).flatMap(([name, value]) =>
        name.endsWith('SECRET_ARN') ? [spellOut(value)] : [],
      );
      const readable = statements
        .filter(
          ({ actions, roles }) => roles.includes(role) && actions.includes('secretsmanager:GetSecretValue'),
        )
        .flatMap(({ resources }) => resources.filter((resource) => !resource.includes('/apps/')));
      expect(told.sort()).toEqual([...readable].sort());
    }
  });

  it('are let at the secrets of apps where owners set them and where a version goes live, and at no others by that', () => {
    const ofApps = /:secret:[^/]+\/apps\/\*$/;
    const may = (verb: string) => whoReaches(core, ofApps, `secretsmanager:${verb}`);
    expect(may('GetSecretValue')).toEqual(['apps', 'follow-deletions', 'follow-lost-merges', 'mcp']);
    const keepers = {
      CreateSecret: ['apps'],
      PutSecretValue: ['apps'],
      DeleteSecret: ['apps', 'follow-deletions'],
    };
    for (const [verb, folders] of Object.entries(keepers)) {
      expect(may(verb)).toEqual(folders);
      expect(whoMay(core, `secretsmanager:${verb}`)).toEqual(folders);
    }
  });
});

describe('the data of apps', () => {
  const knows = [
    'account',
    'apps',
    'chat',
    'deploy-app',
    'docs',
    'draft-app',
    'follow-deletions',
    'follow-lost-merges',
    'heal-app',
    'mcp',
    'specify',
  ];
  const reaches = ['apps', 'deploy-app', 'follow-deletions', 'follow-lost-merges', 'mcp'];

  it('is known of wherever it is told, and reached only where a version goes live or its owner asks', () => {
    expect(whoReaches(full, /NeonSecret/, 'secretsmanager:GetSecretValue')).toEqual(reaches);
    for (const name of knows)
      expect({ name, where: environmentOf(full, name).GANTRY_APP_DATA }).toEqual({ name, where: 'neon' });
    expect(environmentOf(full, 'deploy-app')).toHaveProperty('NEON_ORG_ID', 'org-1');
    expect(environmentOf(full, 'build')).not.toHaveProperty('GANTRY_APP_DATA');
  });

  it('has no secret and no mention where it is off', () => {
    expect(environmentOf(core, 'deploy-app')).not.toHaveProperty('GANTRY_APP_DATA');
    expect(environmentOf(core, 'deploy-app')).not.toHaveProperty('GANTRY_NEON_SECRET_ARN');
  });
});

describe('GitHub as a place to talk', () => {
  it('is opened by GitHub’s own secret, for whoever hears and answers there', () => {
    for (const name of ['apps', 'channels', 'work-channels'] as const) {
      expect([name, environmentOf(full, name).GITHUB_MENTION]).toEqual([name, '@builder']);
      expect(whoReaches(full, /GitHubSecret/, 'secretsmanager:GetSecretValue')).toContain(name);
    }
    expect(environmentOf(full, 'channels').GANTRY_CHANNELS).toBe('telegram');
  });

  it('is none where it is not asked for', () => {
    expect(environmentOf(core, 'apps')).not.toHaveProperty('GITHUB_MENTION');
    const readers = whoReaches(core, /GitHubSecret/, 'secretsmanager:GetSecretValue');
    expect(readers.filter((name) => name.endsWith('channels'))).toEqual([]);
  });
});

describe('a guardrail', () => {
  const models = ['chat', 'draft-app', 'heal-app', 'mcp', 'review-app', 'settle', 'specify', 'work-channels'];
  it('is nobody’s to apply until one is named', () => {
    expect(whoMay(core, 'bedrock:ApplyGuardrail')).toEqual([]);
  });

  it.each([
    ['its id', full, 'abc123'],
    ['its ARN', other, 'arn:aws:bedrock:eu-west-1:123456789012:guardrail/abc123'],
  ])('named by %s is applied by whoever asks a model, and it alone', (_how, guarded, id) => {
    const reached = statementsOf(guarded).filter(({ actions }) => actions.includes('bedrock:ApplyGuardrail'));
    expect(whoMay(guarded, 'bedrock:ApplyGuardrail')).toEqual(models);
    expect(new Set(reached.flatMap(({ resources }) => resources))).toEqual(
      new Set(['arn:aws:bedrock:eu-west-1:123456789012:guardrail/abc123']),
    );
    expect(environmentOf(guarded, 'chat')).toHaveProperty('GANTRY_GUARDRAIL_ID', id);
  });

  it('is asked in the version of the context', () => {
    expect(environmentOf(full, 'chat')).toHaveProperty('GANTRY_GUARDRAIL_VERSION', '3');
    expect(environmentOf(other, 'chat')).toHaveProperty('GANTRY_GUARDRAIL_VERSION', 'DRAFT');
  });
});

describe('sign-in by OIDC', () => {
  it('has a secret only where it is configured, which its own function alone may read', () => {
    expect(Object.keys(core.resources('AWS::SecretsManager::Secret'))).toHaveLength(3);
    expect(Object.keys(full.resources('AWS::SecretsManager::Secret'))).toHaveLength(6);
    expect(whoReaches(full, /OidcSecret/, 'secretsmanager:GetSecretValue')).toEqual(['oidc']);
    expect(environmentOf(full, 'oidc')).toHaveProperty('GANTRY_OIDC_SECRET_ARN');
  });

  it('has none for a public client', () => {
    expect(Object.keys(other.resources('AWS::SecretsManager::Secret'))).toHaveLength(3);
    expect(environmentOf(other, 'oidc')).not.toHaveProperty('GANTRY_OIDC_SECRET_ARN');
  });

  it('asks SSM where people open Gantry, by name, and not where a domain of one’s own is given', () => {
    expect(environmentOf(core, 'oidc')).toMatchObject({ GANTRY_ORIGIN_PARAMETER: '/GantryCore/origin' });
    expect(whoReaches(core, /^arn:aws:ssm:[^*]+:parameter\/GantryCore\/origin$/, 'ssm:GetParameter')).toEqual(
      ['oidc', 'publish-app'],
    );
    expect(environmentOf(other, 'oidc')).toMatchObject({ GANTRY_ORIGIN: 'https://gantry.example' });
    expect(whoMay(other, 'ssm:GetParameter')).toEqual([]);
  });
});

describe('the signing keys', () => {
  const current = keyArn('00000000-0000-0000-0000-000000000002');
  const former = keyArn('mrk-00000000000000000000000000000001');
  const reachedBy = (stack: Synthesized, action: string): ReadonlySet<string> =>
    new Set(
      statementsOf(stack)
        .filter(({ actions }) => actions.includes(action))
        .flatMap(({ resources }) => resources),
    );
  const namedTo = (stack: Synthesized, folder: string): string =>
    spellOut(environmentOf(stack, folder).GANTRY_SIGNING_KEY_ID);
  const own = logical('AWS::KMS::Key', /SigningKey/);

  it('are the stack’s own one until another is named', () => {
    expect(reachedBy(core, 'kms:Sign')).toEqual(new Set([`<${own}.Arn>`]));
    expect(reachedBy(core, 'kms:GetPublicKey')).toEqual(new Set([`<${own}.Arn>`]));
  });

  it('sign only while they are current, and are published ever after', () => {
    expect(reachedBy(full, 'kms:Sign')).toEqual(new Set([current]));
    expect(reachedBy(full, 'kms:GetPublicKey')).toEqual(new Set([current, `<${own}.Arn>`, former]));
    expect(whoReaches(full, new RegExp(former), 'kms:GetPublicKey')).toEqual(['account']);
  });

  it('are told in that order to whoever publishes them, and the current one alone to whoever signs', () => {
    expect(namedTo(full, 'account')).toBe(`${current},<${own}>,${former}`);
    expect(namedTo(full, 'settle')).toBe(current);
  });
});

describe('a pod', () => {
  const [task] = Object.values(core.resources('AWS::ECS::TaskDefinition'));
  const mailboxRole = logical('AWS::IAM::Role', /MailboxRole/);

  it('has no role, and its start-up role fetches the image and writes the log', () => {
    expect(task?.Properties).not.toHaveProperty('TaskRoleArn');
    const role = spellOut(task?.Properties.ExecutionRoleArn).replace('.Arn', '');
    const actions = statements.filter(({ roles }) => roles.includes(role)).flatMap((one) => one.actions);
    expect(new Set(actions)).toEqual(new Set(['logs:CreateLogStream', 'logs:PutLogEvents']));
  });

  it('writes through URLs of a role that knows mailboxes only, and that only the launchers may take', () => {
    const rights = statements.filter(({ roles }) => roles.includes(`<${mailboxRole}>`));
    expect(rights.flatMap(({ resources }) => resources).every((arn) => arn.endsWith('/mailbox/*'))).toBe(
      true,
    );
    expect(new Set(rights.flatMap(({ actions }) => actions))).toEqual(
      new Set(['s3:GetObject', 's3:PutObject']),
    );
    const trust = core.resources('AWS::IAM::Role')[mailboxRole]?.Properties.AssumeRolePolicyDocument;
    const trusted = JSON.stringify(trust).match(/Roles[a-z]+(?=[0-9A-F]{8}")/g);
    expect(trusted?.sort()).toEqual(['Rolesbuild', 'Roleslaunchpod']);
  });
});
