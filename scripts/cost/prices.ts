/** What AWS asks for one unit of something. */
export interface Price {
  /** US dollars, list price of us-east-1. */
  readonly usd: number;
  readonly per: string;
  /** Units a month that no account pays for, ever; offers for new accounts are not counted. */
  readonly free: number;
  readonly source: string;
}

/** When the prices were last written down here. Other regions cost up to a third more. */
export const pricesOf = '2026-11-23';

const page = (service: string): string => `https://aws.amazon.com/${service}/pricing/`;
const price = (usd: number, per: string, service: string, free = 0): Price => ({
  usd,
  per,
  free,
  source: page(service),
});

const million = 1e-6;
const thousand = 1e-3;

/** Every price that an installation meets, by what is counted. */
export const prices = {
  secret: price(0.4, 'secret and month', 'secrets-manager'),
  secretRead: price(5 * million, 'API call', 'secrets-manager'),
  key: price(1, 'key and month', 'kms'),
  signature: price(15 * million, 'signature by an elliptic curve', 'kms'),
  alarm: price(0.1, 'alarm of one metric and month', 'cloudwatch', 10),
  dashboard: price(3, 'dashboard and month', 'cloudwatch', 3),
  metric: price(0.3, 'metric of our own and month', 'cloudwatch', 10),
  logGb: price(0.5, 'GB written to logs', 'cloudwatch', 5),
  tableWrite: price(0.625 * million, 'write of 1 KB', 'dynamodb/on-demand'),
  tableRead: price(0.125 * million, 'read of 4 KB', 'dynamodb/on-demand'),
  tableGb: price(0.25, 'GB in tables and month', 'dynamodb/on-demand', 25),
  restorableGb: price(0.2, 'GB that can be restored and month', 'dynamodb/on-demand'),
  objectWrite: price(5 * million, 'object written', 's3'),
  objectRead: price(0.4 * million, 'object read', 's3'),
  objectGb: price(0.023, 'GB in buckets and month', 's3'),
  imageGb: price(0.1, 'GB of images and month', 'ecr'),
  call: price(0.2 * million, 'call of a function', 'lambda', 1_000_000),
  functionGbSecond: price(0.0000133334, 'GB and second of a function on arm64', 'lambda', 400_000),
  transition: price(0.025 * thousand, 'state transition', 'step-functions', 4_000),
  podVcpuHour: price(0.03238, 'vCPU and hour of a pod on arm64', 'fargate'),
  podGbHour: price(0.00356, 'GB and hour of a pod on arm64', 'fargate'),
  addressHour: price(0.005, 'public address and hour', 'vpc'),
  endpointHour: price(0.01, 'interface endpoint, zone and hour', 'privatelink'),
  restCall: price(3.5 * million, 'call of the REST API', 'api-gateway'),
  socketMessage: price(1 * million, 'message of the WebSocket API', 'api-gateway'),
  socketMinute: price(0.25 * million, 'minute of a connection', 'api-gateway'),
  edgeRequest: price(1 * million, 'request to CloudFront', 'cloudfront', 10_000_000),
  busEvent: price(1 * million, 'event on a bus of our own', 'eventbridge'),
  webAcl: price(5, 'web ACL and month', 'waf'),
  webAclRule: price(1, 'rule of a web ACL and month', 'waf'),
} as const satisfies Record<string, Price>;

export type PriceKey = keyof typeof prices;

/** Units by what is counted. */
export type Usage = Readonly<Partial<Record<PriceKey, number>>>;

/** US dollars of a month's use; without the free tier where other workloads of the account use it up. */
export function costUsd(usage: Usage, { freeTier }: { readonly freeTier: boolean }): number {
  return lines(usage, { freeTier }).reduce((sum, { usd }) => sum + usd, 0);
}

/** The same, line by line; what costs nothing is a line too. */
export function lines(
  usage: Usage,
  { freeTier }: { readonly freeTier: boolean },
): readonly { readonly key: PriceKey; readonly units: number; readonly usd: number }[] {
  return (Object.entries(usage) as [PriceKey, number][]).map(([key, units]) => {
    const { usd, free } = prices[key];
    return { key, units, usd: Math.max(0, units - (freeTier ? free : 0)) * usd };
  });
}
