import * as z from 'zod';
import type { Invoker } from '../local/gateway/invoke-function.ts';

export interface EmulatedLambda {
  /** Lambda's address, such as http://localstack:4566. */
  readonly endpoint: string;
  readonly region: string;
}

const listMs = 10_000;
const listSchema = z.object({
  Functions: z.array(z.looseObject({ FunctionName: z.string(), Description: z.string().optional() })),
  NextMarker: z.string().nullish(),
});

/** Read for account and region; an emulator checks no signature, and this never speaks to AWS. */
const identityHeader = (region: string): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20200101/${region}/lambda/aws4_request, SignedHeaders=host, Signature=0`,
});

/** Calls deployed functions by their folder's name, which CloudFormation put into their description. */
export function lambdaInvoker(lambda: EmulatedLambda): Pick<Invoker, 'buffered'> {
  const names = new Map<string, string>();
  return {
    async buffered({ functionName, event, limitMs }) {
      // A deployment may have replaced a function under a new name.
      const name = names.get(functionName) ?? (await findName(lambda, functionName));
      names.set(functionName, name);
      try {
        return await invoke(lambda, name, event, limitMs);
      } catch (error) {
        names.delete(functionName);
        throw error;
      }
    },
  };
}

async function invoke(
  { endpoint, region }: EmulatedLambda,
  name: string,
  event: object,
  limitMs: number,
): Promise<unknown> {
  const response = await fetch(`${endpoint}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, {
    method: 'POST',
    headers: { ...identityHeader(region), 'content-type': 'application/json' },
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(limitMs),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Lambda answered ${response.status} for ${name}: ${text.slice(0, 300)}`);
  const functionError = response.headers.get('x-amz-function-error');
  if (functionError !== null) throw new Error(`${name} failed (${functionError}): ${text.slice(0, 300)}`);
  return text === '' ? undefined : JSON.parse(text);
}

async function findName({ endpoint, region }: EmulatedLambda, folder: string): Promise<string> {
  let marker = '';
  for (let pages = 0; pages < 20; pages += 1) {
    const response = await fetch(`${endpoint}/2015-03-31/functions/?MaxItems=50${marker}`, {
      headers: identityHeader(region),
      signal: AbortSignal.timeout(listMs),
    });
    if (!response.ok) throw new Error(`Lambda answered ${response.status} to ListFunctions.`);
    const { Functions: found, NextMarker: next } = listSchema.parse(await response.json());
    const name = found.find(({ Description: text }) => text === `Gantry: ${folder}`)?.FunctionName;
    if (name !== undefined) return name;
    if (!next) break;
    marker = `&Marker=${encodeURIComponent(next)}`;
  }
  throw new Error(`No function is deployed for ${folder}.`);
}
