import { ArnFormat, type Stack } from 'aws-cdk-lib';
import type { FunctionEntry, ObjectArea, SecretName } from '../function-catalogue.ts';
import { modelNamed, modelsOf } from '../models-of.ts';
import { type RecordArea, recordAreas } from '../record-areas.ts';
import { allow, type Grant, type Resources, wholeArea } from './grant.ts';
import { launchPods, stopPods } from './pod-rights.ts';

type Needs = FunctionEntry['needs'];

/** The rights that a function's needs come to; every name in `environment` has its statement, and the other way round, but for what only tells of the installation. */
export function grantsOf(needs: Needs, resources: Resources): readonly Grant[] {
  return [...storeGrants(needs, resources), ...serviceGrants(needs, resources)];
}

function storeGrants(needs: Needs, resources: Resources): readonly Grant[] {
  const grants: Grant[] = [];
  if (needs.events) grants.push(events(needs.events, resources));
  if (needs.records) grants.push(records(needs.records, resources));
  if (needs.reads ?? needs.writes) grants.push(objects(needs, resources));
  if (needs.appData) grants.push(appData(resources));
  for (const name of needs.secrets ?? []) grants.push(...secret(name, resources));
  return grants;
}

function serviceGrants(needs: Needs, resources: Resources): readonly Grant[] {
  const grants: Grant[] = [];
  if (needs.signingKey) grants.push(signingKey(needs.signingKey, resources));
  if (needs.model) grants.push(modelNames(resources));
  if (needs.model === 'ask') grants.push(...modelRights(resources));
  if (needs.sockets) grants.push(sockets(resources));
  if (needs.origin) grants.push(origin(resources));
  if (needs.appSecrets) grants.push(appSecrets(needs.appSecrets, resources));
  if (needs.pods) grants.push(needs.pods === 'launch' ? launchPods(resources) : stopPods(resources));
  if (needs.workflow) grants.push(workflow(needs.workflow, resources));
  return grants;
}

const anyExecution = { wildcardBecause: 'Executions are named after missions, which are made at run time.' };

/** PartiQL's INSERT cannot replace, and there is no right to update or delete: whoever appends cannot rewrite history. */
function events(kind: 'read' | 'append', { stores }: Resources): Grant {
  const actions = kind === 'append' ? ['dynamodb:PartiQLInsert', 'dynamodb:Query'] : ['dynamodb:Query'];
  return {
    environment: { GANTRY_MISSIONS_TABLE: stores.missions.tableName },
    statements: [allow(actions, [stores.missions.tableArn])],
  };
}

/** Of these actions every request names its partitions; without a name, which `ForAllValues` alone would let through, there is no right. */
function records(of: true | readonly RecordArea[], { stores }: Resources): Grant {
  const actions = ['GetItem', 'PutItem', 'DeleteItem', 'Query', 'UpdateItem'].map(
    (verb) => `dynamodb:${verb}`,
  );
  const conditions = of !== true && {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': of.flatMap((area) => recordAreas[area]) },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
  return {
    environment: { GANTRY_ACCESS_TABLE: stores.access.tableName },
    statements: [allow(actions, [stores.access.tableArn], conditions ? { conditions } : {})],
  };
}

function objects({ reads = [], writes = [] }: Needs, { stores }: Resources): Grant {
  const arnOf = (area: ObjectArea): string =>
    (area === 'evidence' ? stores.evidence : stores.objects).arnForObjects(`${area}/*`);
  const usesEvidence = [...reads, ...writes].includes('evidence');
  const listed = new Set(
    reads.map((area) => (area === 'evidence' ? stores.evidence : stores.objects).bucketArn),
  );
  return {
    environment: {
      GANTRY_OBJECTS_BUCKET: stores.objects.bucketName,
      ...(usesEvidence && { GANTRY_EVIDENCE_BUCKET: stores.evidence.bucketName }),
    },
    statements: [
      ...(reads.length > 0 ? [allow(['s3:GetObject'], reads.map(arnOf), wholeArea)] : []),
      ...(writes.length > 0 ? [allow(['s3:PutObject'], writes.map(arnOf), wholeArea)] : []),
      // Without it a missing object looks like a forbidden one. A condition on the prefix would take that away again.
      ...(listed.size > 0 ? [allow(['s3:ListBucket'], [...listed])] : []),
    ],
  };
}

/** Whoever signs does so with the first key and knows no other; whoever publishes them signs with none. */
function signingKey(kind: 'sign' | 'public-key', { signingKeys }: Resources): Grant {
  const keys = kind === 'sign' ? signingKeys.slice(0, 1) : signingKeys;
  const actions = kind === 'sign' ? ['kms:Sign', 'kms:GetPublicKey'] : ['kms:GetPublicKey'];
  const arns = keys.map(({ arn }) => arn);
  return {
    environment: { GANTRY_SIGNING_KEY_ID: keys.map(({ id }) => id).join(',') },
    statements: [allow(actions, arns)],
  };
}

/** Which models there are, in the words of adapters/worlds/aws-config.ts. */
function modelNames({ settings }: Resources): Grant {
  const { author, quick } = modelsOf(settings);
  const named = (models: typeof author): string => models.map(({ id }) => id).join(',');
  const { model, modelBaseUrl } = settings;
  return {
    environment: {
      GANTRY_MODEL: model,
      GANTRY_MODEL_IDS: named(author),
      GANTRY_QUICK_MODEL_IDS: named(quick),
      ...(modelBaseUrl !== undefined && {
        [model === 'openai' ? 'OPENAI_BASE_URL' : 'ANTHROPIC_BASE_URL']: modelBaseUrl,
      }),
    },
    statements: [],
  };
}

/** Bedrock's models are asked by a right, all others by a key. */
function modelRights(resources: Resources): readonly Grant[] {
  const { stack, settings } = resources;
  if (settings.model !== 'bedrock') return secret('model', resources);
  const { author, quick } = modelsOf(settings);
  const arns = [...author, ...quick].flatMap(({ id }) => askedArns(stack, id));
  const { guardrailId, guardrailVersion } = settings;
  const isGuarded = guardrailId !== undefined;
  return [
    {
      environment: isGuarded
        ? { GANTRY_GUARDRAIL_ID: guardrailId, GANTRY_GUARDRAIL_VERSION: guardrailVersion }
        : {},
      statements: [
        allow(['bedrock:InvokeModelWithResponseStream'], [...new Set(arns)], {
          wildcardBecause: 'An inference profile routes to its one model in whatever region has room.',
        }),
        ...(isGuarded ? [allow(['bedrock:ApplyGuardrail'], [guardrailArn(stack, guardrailId)])] : []),
      ],
    },
  ];
}

const guardrailArn = (stack: Stack, id: string): string =>
  id.startsWith('arn:')
    ? id
    : stack.formatArn({ service: 'bedrock', resource: 'guardrail', resourceName: id });

/**
 * An inference profile (`global.`, `eu.`, …) and the model that it routes to in whatever region; or a model of this region. A profile's ARN alone
 * does not do: the model that it stands for is asked as well.
 */
function askedArns(stack: Stack, id: string): readonly string[] {
  const isArn = id.startsWith('arn:');
  const name = isArn ? lastPart(modelNamed(id)) : id;
  const isProfile = /^[a-z-]+\.[a-z0-9]+\./.test(name);
  const model = (region: string, of: string): string =>
    `arn:${stack.partition}:bedrock:${region}::foundation-model/${of}`;
  const asked = isProfile ? model('*', name.slice(name.indexOf('.') + 1)) : model(stack.region, name);
  if (isArn) return [id, asked];
  if (!isProfile) return [asked];
  return [stack.formatArn({ service: 'bedrock', resource: 'inference-profile', resourceName: id }), asked];
}

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

function sockets({ socketArn, socketEndpoint }: Resources): Grant {
  return {
    environment: { GANTRY_SOCKET_ENDPOINT: socketEndpoint },
    statements: [
      allow(
        ['execute-api:ManageConnections'],
        [`${socketArn}/POST/@connections/*`, `${socketArn}/DELETE/@connections/*`],
        { wildcardBecause: 'Connections get their ids when clients come; the API and its stage are fixed.' },
      ),
    ],
  };
}

/** By name: the parameter is GantryEdge's, which itself needs this stack. */
function origin({ stack, settings, originParameter }: Resources): Grant {
  if (settings.origin !== undefined)
    return { environment: { GANTRY_ORIGIN: settings.origin }, statements: [] };
  const arn = stack.formatArn({
    service: 'ssm',
    resource: 'parameter',
    resourceName: originParameter.slice(1),
  });
  return {
    environment: { GANTRY_ORIGIN_PARAMETER: originParameter },
    statements: [allow(['ssm:GetParameter'], [arn])],
  };
}

function workflow(kinds: NonNullable<Needs['workflow']>, { stack, machineName }: Resources): Grant {
  // By name and not by reference: the machine invokes the functions that start it.
  const arnOf = (resource: string, resourceName: string): string =>
    stack.formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const machine = arnOf('stateMachine', machineName);
  const executions = arnOf('execution', `${machineName}:*`);
  const statements = {
    start: [
      allow(['states:StartExecution'], [machine]),
      allow(['states:DescribeExecution'], [executions], anyExecution),
    ],
    stop: [allow(['states:StopExecution', 'states:DescribeExecution'], [executions], anyExecution)],
    answer: [allow(['states:SendTaskSuccess', 'states:SendTaskFailure'], [machine])],
    beat: [allow(['states:SendTaskHeartbeat'], [machine])],
  };
  return {
    environment: { GANTRY_STATE_MACHINE_ARN: machine },
    statements: kinds.flatMap((kind) => statements[kind]),
  };
}

function secret(name: SecretName, resources: Resources): readonly Grant[] {
  const { secrets, settings } = resources;
  const secretArn = secrets[name]?.secretArn;
  const isInRepositories = settings.channels.includes('github');
  const more = name === 'channels' && isInRepositories ? secret('github', resources) : [];
  if (secretArn === undefined) return more;
  const { githubOwner, githubApiUrl, githubAppId, githubInstallationId, vercelTeam } = settings;
  const environment = {
    github: {
      GANTRY_GITHUB_SECRET_ARN: secretArn,
      ...(githubOwner !== undefined && { GITHUB_OWNER: githubOwner }),
      ...(githubApiUrl !== undefined && { GITHUB_API_URL: githubApiUrl }),
      ...(githubAppId !== undefined && { GITHUB_APP_ID: githubAppId }),
      ...(githubInstallationId !== undefined && { GITHUB_INSTALLATION_ID: githubInstallationId }),
      ...(isInRepositories && { GITHUB_MENTION: settings.githubMention }),
    },
    vercel: {
      GANTRY_VERCEL_SECRET_ARN: secretArn,
      ...(vercelTeam !== undefined && { VERCEL_TEAM: vercelTeam }),
    },
    oidc: { GANTRY_OIDC_SECRET_ARN: secretArn },
    model: { GANTRY_MODEL_SECRET_ARN: secretArn },
    neon: {
      GANTRY_NEON_SECRET_ARN: secretArn,
      ...(settings.neonOrg !== undefined && { NEON_ORG_ID: settings.neonOrg }),
    },
    channels: {
      GANTRY_CHANNELS: settings.channels.filter((platform) => platform !== 'github').join(','),
      GANTRY_CHANNELS_SECRET_ARN: secretArn,
    },
  };
  return [
    ...more,
    {
      environment: environment[name],
      statements: [allow(['secretsmanager:GetSecretValue'], [secretArn])],
    },
  ];
}

/** Where it is known, nothing is reached: who reaches it is let at its secret. */
function appData({ settings }: Resources): Grant {
  return { environment: settings.neon ? { GANTRY_APP_DATA: 'neon' } : {}, statements: [] };
}

/** By a prefix of their names: they are made when their owners set them. */
function appSecrets(kind: NonNullable<Needs['appSecrets']>, { stack }: Resources): Grant {
  const prefix = `${stack.stackName}/apps/`;
  const more = {
    keep: ['CreateSecret', 'PutSecretValue', 'DeleteSecret'],
    purge: ['DeleteSecret'],
    read: [],
  };
  const verbs = ['GetSecretValue', ...more[kind]];
  const secrets = stack.formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${prefix}*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return {
    environment: { GANTRY_APP_SECRETS_PREFIX: prefix },
    statements: [
      allow(
        verbs.map((verb) => `secretsmanager:${verb}`),
        [secrets],
        { wildcardBecause: 'Secrets of apps are named after apps, which are made at run time.' },
      ),
    ],
  };
}
