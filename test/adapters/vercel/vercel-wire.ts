import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { StandInVariable } from './vercel-variables.ts';

const fileSchema = z.union([
  z.strictObject({ file: z.string(), sha: z.string(), size: z.number() }),
  z.strictObject({ file: z.string(), data: z.string(), encoding: z.literal('utf-8') }),
]);

/** What the stand-in takes: unknown fields are refused, so that a new one is a decision. */
export const projectBody = z.strictObject({
  name: z.string().regex(/^[a-z0-9._-]{1,100}$/),
  framework: z.null(),
  buildCommand: z.string(),
  installCommand: z.string(),
  outputDirectory: z.string(),
  environmentVariables: z.array(
    z.strictObject({
      key: z.string().regex(/^[A-Za-z_]\w*$/),
      value: z.string(),
      type: z.string(),
      target: z.array(z.string()),
    }),
  ),
});

/** What the stand-in takes: unknown fields are refused, so that a new one is a decision. */
export const settingsBody = z.strictObject({
  ssoProtection: z.null(),
  enablePreviewFeedback: z.boolean(),
  enableProductionFeedback: z.boolean(),
});

/** What the stand-in takes: unknown fields are refused, so that a new one is a decision. */
export const deploymentBody = z.strictObject({
  name: z.string(),
  project: z.string(),
  files: z.array(fileSchema).min(1),
  meta: z.record(z.string(), z.string()),
  projectSettings: z.looseObject({ framework: z.null(), outputDirectory: z.string() }),
  target: z.literal('production').optional(),
  env: z.record(z.string(), z.string()).optional(),
});

export type DeploymentBody = z.infer<typeof deploymentBody>;

/** A project as the stand-in keeps it. */
export interface StandInProject {
  readonly id: string;
  readonly name: string;
  readonly keys: string[];
  /** The name's own address may be another account's already. */
  readonly host: string;
  ssoProtection: { deploymentType: string } | null;
  enablePreviewFeedback: boolean | null;
  enableProductionFeedback: boolean | null;
  /** After a rollback Vercel assigns nothing by itself. */
  isPinned: boolean;
  live: string | undefined;
  readonly variables: Map<string, StandInVariable>;
}

/** A deployment as the stand-in keeps it. */
export interface StandInDeployment {
  readonly id: string;
  readonly host: string;
  readonly project: StandInProject;
  readonly target: 'production' | null;
  readonly meta: Record<string, string>;
  readonly files: ReadonlyMap<string, Buffer>;
  /** What its functions were given when it was made. */
  readonly environment: Readonly<Record<string, string>>;
  looksUntilReady: number;
  state: 'BUILDING' | 'READY' | 'ERROR' | 'BLOCKED';
}

/** A request as the adapter sent it. */
export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** What stands in Vercel's place for one request. */
export type Interference =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'silence' }
  | { readonly kind: 'lose-answer' };

/** What a stranger gets from an address. */
export interface Page {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** What the deployment's vercel.json adds to each of its answers. */
  readonly headers?: Readonly<Record<string, string>>;
}

interface HostConfiguration {
  readonly headers?: readonly {
    readonly headers: readonly { readonly key: string; readonly value: string }[];
  }[];
}

/** The headers of a vercel.json; those of Gantry's hold for every path. */
export function headersOf(configuration: Uint8Array | undefined): Readonly<Record<string, string>> {
  if (configuration === undefined) return {};
  const { headers = [] } = JSON.parse(Buffer.from(configuration).toString('utf8')) as HostConfiguration;
  return Object.fromEntries(headers.flatMap((rule) => rule.headers.map(({ key, value }) => [key, value])));
}

/** A project's addresses, the first two of which nobody should be sent to. */
export const domainsOf = (project: StandInProject): readonly object[] => [
  { name: 'old-name.vercel.app', verified: true, redirect: 'example.com', gitBranch: null, createdAt: 1 },
  { name: 'unproven.vercel.app', verified: false, redirect: null, gitBranch: null, createdAt: 2 },
  { name: project.host, verified: true, redirect: null, gitBranch: null, createdAt: 3 },
];

/** A project as the API shows it. */
export const show = ({
  keys: _keys,
  host: _host,
  isPinned: _isPinned,
  live: _live,
  variables: _variables,
  ...shown
}: StandInProject): unknown => shown;

/** What a token of another team is told. */
export const scopeRefused = (scope: string | null): string =>
  `Not authorized: Trying to access resource under scope "${scope}". You must re-authenticate to this scope or use a token with access to this scope.`;

/** What a deployment that came to nothing tells of why. */
export function reasonOf(
  state: StandInDeployment['state'],
  block: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (state === 'BLOCKED') return block;
  return state === 'ERROR' ? { errorCode: 'internal', errorMessage: 'Lost the build' } : {};
}
