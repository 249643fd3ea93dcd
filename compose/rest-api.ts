import * as z from 'zod';

/** A REST API's stage: where it is, and the path that it stands under. */
export interface RestApi {
  readonly host: string;
  readonly port: number;
  readonly prefix: string;
}

const lookMs = 5_000;
const answerMs = 5_000;

const apisSchema = z.looseObject({
  item: z.array(z.looseObject({ id: z.string(), name: z.string() })).optional(),
  items: z.array(z.looseObject({ id: z.string(), name: z.string() })).optional(),
});

/** Where an emulator serves the deployed REST API; looked up again every few seconds, since a deployment may replace it. */
export function findRestApi({
  endpoint,
  region,
  clock,
}: {
  readonly endpoint: string;
  readonly region: string;
  readonly clock: { readonly nowMs: () => number };
}): () => Promise<RestApi | undefined> {
  const { hostname: host, port } = new URL(endpoint);
  let found: { readonly id: string | undefined; readonly atMs: number } | undefined;
  return async () => {
    if (found === undefined || clock.nowMs() - found.atMs > lookMs) {
      // An emulator that is too busy to say has not lost the API.
      const id = await lookUp(endpoint, region).catch(() => found?.id);
      found = { id, atMs: clock.nowMs() };
    }
    if (found.id === undefined) return undefined;
    return { host, port: Number(port) || 80, prefix: `/_aws/execute-api/${found.id}/gantry` };
  };
}

async function lookUp(endpoint: string, region: string): Promise<string | undefined> {
  const response = await fetch(`${endpoint}/restapis?limit=100`, {
    // Read for account and region; an emulator checks no signature, and this never speaks to AWS.
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20200101/${region}/apigateway/aws4_request, SignedHeaders=host, Signature=0`,
    },
    signal: AbortSignal.timeout(answerMs),
  });
  if (!response.ok) throw new Error(`API Gateway answered ${response.status}.`);
  const { item = [], items = [] } = apisSchema.parse(await response.json());
  return [...item, ...items].find(({ name }) => name === 'gantry')?.id;
}
