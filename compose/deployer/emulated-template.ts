import * as z from 'zod';

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
});
const templateSchema = z.looseObject({ Resources: z.record(z.string(), resourceSchema) });
type Template = z.infer<typeof templateSchema>;
type Resource = z.infer<typeof resourceSchema>;

/** What the free LocalStack has not: WebSocket APIs and ECS, which services of ours stand in for, and dashboards, which nobody looks at there. */
const lackingTypes = /^AWS::(?:ApiGatewayV2::|ECS::|CloudWatch::Dashboard$)/;

export interface Emulation {
  /** The machine that functions run on. */
  readonly architecture: 'arm64' | 'x86_64';
  /** Set in each function that has the name already. */
  readonly replaced: Readonly<Record<string, string>>;
  /** Set in every function. */
  readonly added: Readonly<Record<string, string>>;
}

/**
 * A template of CloudFormation as an emulator can make it: without the resources that it lacks, whatever named them naming a placeholder, with
 * functions told of their stand-ins, and with those functions that the bus would wake following the stream by themselves.
 */
export function emulatedTemplate(source: unknown, emulation: Emulation): Template {
  const template = templateSchema.parse(source);
  const lacking = new Set(
    Object.entries(template.Resources).flatMap(([id, { Type }]) => (lackingTypes.test(Type) ? [id] : [])),
  );
  const kept = Object.entries(template.Resources)
    .filter(([id, resource]) => !lacking.has(id) && !carriesToBus(resource))
    .map(([id, resource]) => [id, adapt(withoutDependencies(resource, lacking), emulation)] as const);
  const resources = { ...Object.fromEntries(kept), ...streamFollowers(template) };
  return templateSchema.parse(withPlaceholders({ ...template, Resources: resources }, lacking));
}

function withoutDependencies(resource: Resource, lacking: ReadonlySet<string>): Resource {
  const { DependsOn: names = [], ...rest } = resource;
  const left = [names].flat().filter((name) => !lacking.has(name));
  return left.length === 0 ? rest : { ...rest, DependsOn: left };
}

function adapt(resource: Resource, { architecture, replaced, added }: Emulation): Resource {
  if (resource.Type !== 'AWS::Lambda::Function') return resource;
  const { Environment: environment, ...properties } = resource.Properties ?? {};
  const { Variables: own = {} } = z
    .looseObject({ Variables: z.record(z.string(), z.unknown()).optional() })
    .parse(environment ?? {});
  const known = Object.entries(replaced).filter(([name]) => Object.hasOwn(own, name));
  return {
    ...resource,
    Properties: {
      ...properties,
      Architectures: [architecture],
      Environment: { Variables: { ...own, ...added, ...Object.fromEntries(known) } },
    },
  };
}

const patternSchema = z.looseObject({
  EventBusName: z.unknown(),
  EventPattern: z.looseObject({
    source: z.tuple([z.literal('gantry')]),
    detail: z.looseObject({ event: z.array(z.string()) }),
  }),
  Targets: z.array(z.looseObject({ Arn: z.unknown() })).min(1),
});

/** The one mapping that leaves records out is that of the function which carries events to the bus. */
const carriesToBus = ({ Type: type, Properties: properties }: Resource): boolean =>
  type === 'AWS::Lambda::EventSourceMapping' && properties?.FilterCriteria !== undefined;

/** For each rule on the bus that has a target, a mapping that wakes the target at the same events of the stream. */
function streamFollowers({ Resources: resources }: Template): Record<string, Resource> {
  const relay = Object.values(resources).find(carriesToBus);
  if (relay === undefined) return {};
  const followers = Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    const rule = Type === 'AWS::Events::Rule' ? patternSchema.safeParse(Properties).data : undefined;
    return rule === undefined
      ? []
      : [[`${id}Follower`, follower(relay.Properties?.EventSourceArn, rule)] as const];
  });
  return Object.fromEntries(followers);
}

function follower(
  stream: unknown,
  { EventPattern: pattern, Targets: targets }: z.infer<typeof patternSchema>,
): Resource {
  const filter = {
    eventName: ['INSERT'],
    dynamodb: {
      Keys: { seq: { S: [{ prefix: 'e#' }] } },
      NewImage: { event: { S: pattern.detail.event } },
    },
  };
  return {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: stream,
      FunctionName: targets[0]?.Arn,
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 10,
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify(filter) }] },
    },
  };
}

/** Every reference to a resource that is not made becomes a text that says so. */
function withPlaceholders(value: unknown, lacking: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withPlaceholders(item, lacking));
  if (value === null || typeof value !== 'object') return value;
  const name = referenceOf(value);
  if (name !== undefined && lacking.has(name)) return placeholderOf(value, name);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withPlaceholders(item, lacking)]),
  );
}

/** Where an ARN belongs, a policy takes nothing else. */
const placeholderOf = (value: object, name: string): string =>
  arnOf.safeParse(value).success
    ? `arn:aws:ecs:eu-west-1:000000000000:not-emulated/${name}`
    : `not-emulated-${name}`;

const arnOf = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });

const referenceSchema = z.union([
  z.strictObject({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z
    .strictObject({ 'Fn::GetAtt': z.tuple([z.string()], z.unknown()) })
    .transform((get) => get['Fn::GetAtt'][0]),
]);

const referenceOf = (value: object): string | undefined => referenceSchema.safeParse(value).data;
