import * as z from 'zod';
import { hostConfigurationPath, securityHeaders } from '../draft/added-files/host-configuration.ts';

/** As Gantry writes it: headers for every path and rewrites to functions, which our hosts find by themselves; nothing else that a host would obey. */
const configurationSchema = z.strictObject({
  headers: z.tuple([
    z.strictObject({
      source: z.literal('/(.*)'),
      headers: z.array(z.strictObject({ key: z.string(), value: z.string() })),
    }),
  ]),
  rewrites: z.array(z.strictObject({ source: z.string(), destination: z.string() })).optional(),
});

/**
 * What a host adds to each answer of an artifact, functions' and 404s too, by lower-case name; read from the configuration that stands in it. An
 * artifact of version 0.1 has none and gets none; one that is not of Gantry's making gets the strictest headers there are.
 */
export function servedHeaders(
  files: Pick<ReadonlyMap<string, Uint8Array>, 'get'>,
): (requestPath: string) => Readonly<Record<string, string>> {
  const bytes = files.get(hostConfigurationPath);
  const headers = bytes === undefined ? {} : readHeaders(bytes);
  return () => headers;
}

function readHeaders(bytes: Uint8Array): Readonly<Record<string, string>> {
  const read = configurationSchema.safeParse(parseJson(bytes));
  const entries =
    read.data?.headers[0].headers.map(({ key, value }) => [key, value] as const) ??
    Object.entries(securityHeaders([]));
  return Object.fromEntries(entries.map(([key, value]) => [key.toLowerCase(), value]));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
