import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { errorBodySchema } from '../../core/wire/http.ts';
import { placeholderOf } from '../../core/wire/placeholder.ts';
import { type Route, routes, streamingFunctions } from '../../core/wire/routes.ts';
import { functionEntries } from '../../infra/function-catalogue.ts';
import { environmentOf, folderOf, spellOut } from './policies.ts';
import { type CloudResource, installation } from './synthesize.ts';

const core = installation('plain')('GantryCore');
const full = installation('full')('GantryCore');
const root = join(import.meta.dirname, '..', '..');
const definitionText = readFileSync(join(root, 'infra/workflow/mission.asl.json'), 'utf8');
const definition = z
  .object({
    States: z.record(
      z.string(),
      z.object({
        TimeoutSeconds: z.number().optional(),
        Resource: z.string().optional(),
        Arguments: z.looseObject({ FunctionName: z.string() }).optional(),
      }),
    ),
  })
  .parse(JSON.parse(definitionText));
const all = (type: string): readonly CloudResource[] => Object.values(core.resources(type));
const only = (type: string, name: RegExp): CloudResource => {
  const found = Object.entries(core.resources(type)).filter(([id]) => name.test(id));
  expect(found.map(([id]) => id)).toHaveLength(1);
  return found[0]?.[1] as CloudResource;
};

describe('the functions', () => {
  const workflowNames = [...functionEntries].flatMap(([name, { trigger }]) =>
    trigger.kind === 'workflow' ? [name] : [],
  );

  it('are the folders of functions/, each with an entry in the catalogue and a Lambda of its own', () => {
    const folders = readdirSync(join(root, 'functions'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
      .map(({ name }) => name);
    expect([...functionEntries.keys()].sort()).toEqual(folders.sort());
    const lambdas = all('AWS::Lambda::Function').flatMap(({ Properties: { Description: what } }) =>
      String(what).startsWith('Gantry: ') ? [folderOf(what)] : [],
    );
    expect(lambdas.sort()).toEqual(folders);
  });

  it('of the workflow are the placeholders of the state machine, and the other way round', () => {
    const placeholders = new Set([...definitionText.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
    expect([...placeholders].sort()).toEqual(workflowNames.map(placeholderOf).sort());
  });

  it('are given up by Lambda no later than by their state', () => {
    for (const [name, state] of Object.entries(definition.States)) {
      if (state.Resource === undefined) continue;
      const folder = workflowNames.find(
        (candidate) => state.Arguments?.FunctionName === `\${${placeholderOf(candidate)}}`,
      );
      const entry = folder === undefined ? undefined : functionEntries.get(folder);
      expect(entry?.timeoutSeconds, name).toBeLessThanOrEqual(state.TimeoutSeconds ?? 0);
    }
  });

  it('run on Node 24 and arm64 with a log that is kept for the days of the context and no reserved concurrency', () => {
    for (const { Properties } of all('AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
      expect(spellOut((Properties.LoggingConfig as { readonly LogGroup: unknown }).LogGroup)).toMatch(
        /^<(Functions|WakesEventsRelay|ApiLogs)/,
      );
    }
    for (const { Properties } of all('AWS::Logs::LogGroup')) expect(Properties.RetentionInDays).toBe(7);
  });

  it('hold no token in their environment; what the front door shows is one the console may see', () => {
    for (const { Properties } of all('AWS::Lambda::Function')) {
      const { Variables } = Properties.Environment as {
        readonly Variables: Readonly<Record<string, unknown>>;
      };
      expect(
        Object.keys(Variables).filter(
          (name) => /TOKEN|PASSWORD|SECRET(?!_ARN$|S_PREFIX$)/.test(name) && name !== 'GANTRY_EDGE_SECRET',
        ),
      ).toEqual([]);
    }
  });
});

describe('the REST API', () => {
  const methods = all('AWS::ApiGateway::Method');

  it('has a method a route of the table, and no other', () => {
    expect(methods).toHaveLength(Object.keys(routes).length);
    const paths = Object.entries(core.resources('AWS::ApiGateway::Resource'));
    const pathOf = (id: string): string => {
      const { ParentId, PathPart } = (paths.find(([key]) => key === id)?.[1].Properties ?? {}) as Record<
        string,
        unknown
      >;
      const parent = spellOut(ParentId).slice(1, -1);
      return `${parent.includes('RootResourceId') ? '' : pathOf(parent)}/${PathPart}`;
    };
    const found = methods.map(
      ({ Properties }) => `${Properties.HttpMethod} ${pathOf(spellOut(Properties.ResourceId).slice(1, -1))}`,
    );
    expect(found.sort()).toEqual(
      Object.values<Route>(routes)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
  });

  it('streams exactly the functions that the table lets stream, and none where the context says so', () => {
    const streaming = (methodsOf: readonly CloudResource[]): number =>
      methodsOf.filter(
        ({ Properties }) =>
          (Properties.Integration as Record<string, unknown>).ResponseTransferMode === 'STREAM',
      ).length;
    const expected = Object.values<Route>(routes).filter(({ owner }) => streamingFunctions.has(owner)).length;
    expect(streaming(methods)).toBe(expected);
    expect(streaming(Object.values(full.resources('AWS::ApiGateway::Method')))).toBe(0);
    for (const { owner } of Object.values<Route>(routes))
      expect(environmentOf(full, owner), owner).toMatchObject({ RESPONSE_STREAMING: 'false' });
  });

  it("answers in the contract's form whatever the gateway itself refuses", () => {
    const answers = all('AWS::ApiGateway::GatewayResponse');
    const types = answers.map(({ Properties }) => Properties.ResponseType);
    expect(types).toEqual(
      expect.arrayContaining(['DEFAULT_4XX', 'DEFAULT_5XX', 'THROTTLED', 'REQUEST_TOO_LARGE']),
    );
    for (const { Properties } of answers) {
      const { 'application/json': body } = Properties.ResponseTemplates as {
        readonly 'application/json': string;
      };
      expect(errorBodySchema.safeParse(JSON.parse(body)).success, String(Properties.ResponseType)).toBe(true);
    }
  });

  it('logs calls without queries, headers or bodies, and throttles', () => {
    const { AccessLogSetting, MethodSettings } = only('AWS::ApiGateway::Stage', /./).Properties;
    const { Format } = AccessLogSetting as { readonly Format: string };
    expect(Format).not.toMatch(/querystring|\.path\b|header|body|authorizer/i);
    expect(JSON.stringify(MethodSettings)).toContain('ThrottlingRateLimit');
    expect(JSON.stringify(MethodSettings)).not.toContain('"DataTraceEnabled":true');
  });
});

describe('what is kept', () => {
  it.each([/Missions/, /Access/])('the table %s is retained, protected and restorable', (name) => {
    const table = only('AWS::DynamoDB::Table', name);
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(table.Properties).toMatchObject({
      DeletionProtectionEnabled: true,
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('tells of new events by a stream, and lets records go when their time is over', () => {
    expect(only('AWS::DynamoDB::Table', /Missions/).Properties.StreamSpecification).toEqual({
      StreamViewType: 'NEW_IMAGE',
    });
    expect(only('AWS::DynamoDB::Table', /Access/).Properties.TimeToLiveSpecification).toEqual({
      AttributeName: 'expires_at',
      Enabled: true,
    });
  });

  it('locks evidence for the days of the context', () => {
    const bucket = only('AWS::S3::Bucket', /Evidence/);
    expect(bucket).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(bucket.Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } } },
    });
  });

  it('takes no bucket into the open and none without TLS', () => {
    for (const { Properties } of all('AWS::S3::Bucket')) {
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    }
    const policies = all('AWS::S3::BucketPolicy').map(({ Properties }) => JSON.stringify(Properties));
    expect(policies).toHaveLength(all('AWS::S3::Bucket').length);
    for (const policy of policies) expect(policy).toContain('aws:SecureTransport');
  });

  it('keeps the signing key, and what it signed stays verifiable', () => {
    const key = all('AWS::KMS::Key')[0];
    expect(key).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(key?.Properties).toMatchObject({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  });
});

describe('the state machine', () => {
  it('is the file, with a fixed name and a log without payloads', () => {
    const { Properties } = all('AWS::StepFunctions::StateMachine')[0] as CloudResource;
    expect(JSON.parse(String(Properties.DefinitionString))).toEqual(JSON.parse(definitionText));
    expect(Properties.StateMachineName).toBe('GantryCore-missions');
    expect(Properties.LoggingConfiguration).toMatchObject({ IncludeExecutionData: false, Level: 'ALL' });
  });

  it('is settled where it could not settle itself', () => {
    const rule = only('AWS::Events::Rule', /settleended/i).Properties;
    expect(rule.EventPattern).toMatchObject({ detail: { status: ['ABORTED', 'TIMED_OUT', 'FAILED'] } });
    expect(JSON.stringify(rule.Targets)).toContain('$.detail.name');
  });
});

describe('merges that no delivery told of', () => {
  it('are looked for every 15 minutes, by a function that only this rule wakes', () => {
    const [id, rule] = Object.entries(core.resources('AWS::Events::Rule')).find(([name]) =>
      /followlostmerges/i.test(name),
    ) ?? ['', undefined];
    expect(rule?.Properties).toMatchObject({ ScheduleExpression: 'rate(15 minutes)', State: 'ENABLED' });
    const wakers = all('AWS::Lambda::Permission').filter(({ Properties }) =>
      JSON.stringify(Properties.FunctionName).includes('followlostmerges'),
    );
    expect(wakers.map(({ Properties }) => Properties.SourceArn)).toEqual([{ 'Fn::GetAtt': [id, 'Arn'] }]);
  });
});

describe('what webhooks are told', () => {
  it('is each event of every mission, and every five minutes what is to be tried again', () => {
    const rules = Object.entries(core.resources('AWS::Events::Rule')).flatMap(([name, { Properties }]) =>
      /deliverwebhooks/i.test(name) ? [Properties] : [],
    );
    expect(rules).toHaveLength(2);
    expect(rules).toContainEqual(
      expect.objectContaining({ ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED' }),
    );
    expect(rules).toContainEqual(
      expect.objectContaining({
        EventPattern: { source: ['gantry'], detail: { stream: [{ prefix: 'msn_' }] } },
      }),
    );
  });
});

describe('the stream', () => {
  it('has two readers, as many as DynamoDB lets follow a shard without slowing them down', () => {
    expect(all('AWS::Lambda::EventSourceMapping')).toHaveLength(2);
    // Anything but Lambda pays for each time that it asks, whether there is anything or not.
    expect(all('AWS::Pipes::Pipe')).toEqual([]);
  });

  it('brings broadcast ten missions of a shard at once, and of a batch only what failed again', () => {
    const [broadcast, ...others] = Object.entries(core.resources('AWS::Lambda::EventSourceMapping')).flatMap(
      ([id, { Properties }]) => (/broadcast/i.test(id) ? [Properties] : []),
    );
    expect(others).toEqual([]);
    expect(broadcast).toMatchObject({
      ParallelizationFactor: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('is split, tried again and at last kept aside where a function cannot take it', () => {
    const mappings = all('AWS::Lambda::EventSourceMapping');
    expect(mappings.length).toBeGreaterThan(0);
    for (const { Properties } of mappings) {
      expect(Properties).toMatchObject({
        BisectBatchOnFunctionError: true,
        StartingPosition: 'TRIM_HORIZON',
      });
      expect(JSON.stringify(Properties.DestinationConfig)).toContain('Lost');
    }
  });
});
