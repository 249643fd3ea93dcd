/** Something that there is only so much of, at once or a second. */
export interface Quota {
  readonly what: string;
  /** As an account has it that never asked for more. */
  readonly value: number;
  readonly per: 'second' | 'at once' | 'minute';
  /** What a mission takes of it: units in all, or for as long as a mission runs where it is held. */
  readonly missionTakes: number;
  /** Who gives more of it. */
  readonly raise: string;
  readonly source: string;
}

const aws = (path: string): string => `https://docs.aws.amazon.com/${path}`;

/** What one mission does, as docs/cost.md has it, and how much of it falls into one second of its five minutes. */
export interface MissionLoad {
  readonly transitions: number;
  readonly functionsAtOnce: number;
  readonly podVcpus: number;
  readonly tableWrites: number;
  readonly socketMessages: number;
  readonly busEvents: number;
  readonly edgeRequests: number;
  readonly objectWrites: number;
  /** Tokens that it reads and writes in all. */
  readonly modelTokens: number;
}

/** A running mission takes some 110 bytes of the one record that says who has a slot, which is written at each start and end. */
const boardBytesAMission = 110;

/** Every quota that a mission meets, in no order. `slots` is ours. */
export const quotasFor = (load: MissionLoad, slots: number): readonly Quota[] => [
  ...heldQuotas(load, slots),
  ...workQuotas(load),
  ...storeQuotas(load, slots),
  ...peopleQuotas(load),
];

/** What a mission holds for as long as it runs. */
const heldQuotas = (load: MissionLoad, slots: number): readonly Quota[] => [
  {
    ...{ what: 'slots', value: slots, per: 'at once', missionTakes: 1 },
    ...{ raise: '`-c slots`, 1,000 at most', source: 'aws.md' },
  },
  {
    ...{ what: 'vCPUs of Fargate on demand', value: 6, per: 'at once', missionTakes: load.podVcpus },
    ...{
      raise: 'Service Quotas, L-3032A538',
      source: aws('AmazonECS/latest/developerguide/service-quotas.html'),
    },
  },
  {
    ...{ what: 'functions', value: 1_000, per: 'at once', missionTakes: load.functionsAtOnce },
    ...{
      raise: 'Service Quotas, L-B99A9384; new accounts may have 10',
      source: aws('lambda/latest/dg/gettingstarted-limits.html'),
    },
  },
];

/** What it starts and moves. */
const workQuotas = (load: MissionLoad): readonly Quota[] => [
  {
    ...{ what: 'starts of pods (RunTask)', value: 20, per: 'second', missionTakes: 1 },
    ...{ raise: 'Service Quotas', source: aws('AmazonECS/latest/developerguide/throttling.html') },
  },
  {
    ...{ what: 'StartExecution', value: 150, per: 'second', missionTakes: 1 },
    ...{ raise: 'Service Quotas', source: aws('step-functions/latest/dg/service-quotas.html') },
  },
  {
    ...{ what: 'state transitions', value: 800, per: 'second', missionTakes: load.transitions },
    ...{
      raise: 'Service Quotas; new accounts have less, and AWS raises it by use',
      source: aws('step-functions/latest/dg/service-quotas.html'),
    },
  },
];

/** What it writes. */
const storeQuotas = (load: MissionLoad, slots: number): readonly Quota[] => [
  {
    ...{ what: 'writes of a table, 1 KB each', value: 40_000, per: 'second', missionTakes: load.tableWrites },
    ...{ raise: 'Service Quotas', source: aws('amazondynamodb/latest/developerguide/ServiceQuotas.html') },
  },
  {
    ...{ what: 'writes of the one record of slots, 1 KB each (a partition)', value: 1_000, per: 'second' },
    missionTakes: 2 * Math.max(1, Math.ceil((slots * boardBytesAMission) / 1_024)),
    ...{
      raise: 'nobody: fewer slots, or several installations',
      source: aws('amazondynamodb/latest/developerguide/bp-partition-key-design.html'),
    },
  },
  {
    ...{ what: 'events put on the bus', value: 400, per: 'second', missionTakes: load.busEvents },
    ...{ raise: 'Service Quotas', source: aws('eventbridge/latest/userguide/eb-quota.html') },
  },
  {
    ...{
      what: 'objects written under one prefix',
      value: 3_500,
      per: 'second',
      missionTakes: load.objectWrites,
    },
    ...{
      raise: 'nobody; S3 splits prefixes by itself',
      source: aws('AmazonS3/latest/userguide/optimizing-performance.html'),
    },
  },
];

/** What people and the model ask and are answered. */
const peopleQuotas = (load: MissionLoad): readonly Quota[] => [
  {
    ...{ what: 'messages to sockets and calls of the APIs', value: 10_000, per: 'second' },
    missionTakes: load.socketMessages + load.edgeRequests,
    ...{ raise: 'Service Quotas', source: aws('apigateway/latest/developerguide/limits.html') },
  },
  {
    ...{ what: 'new sockets', value: 500, per: 'second', missionTakes: 2 },
    ...{
      raise: 'Service Quotas',
      source: aws(
        'apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html',
      ),
    },
  },
  {
    ...{ what: 'requests to CloudFront', value: 250_000, per: 'second', missionTakes: load.edgeRequests },
    ...{
      raise: 'Service Quotas',
      source: aws('AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html'),
    },
  },
  {
    ...{ what: "the model's tokens", value: 1_000_000, per: 'minute', missionTakes: load.modelTokens },
    ...{
      raise: 'Service Quotas by model; accounts differ, give yours by --tokens',
      source: aws('bedrock/latest/userguide/quotas.html'),
    },
  },
];
