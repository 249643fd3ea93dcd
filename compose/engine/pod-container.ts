import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { podTask } from '../../core/wire/pod.ts';

/** The image of every pod; tagged so by whoever builds it. */
export const podImageName = 'gantry-pod';
export const podLabel = 'gantry.pod';

const memoryBytes = podTask.containerMiB * 1024 * 1024;

/** Every pod's container has a name of this form, and nothing else that Gantry runs has. */
export const podContainerName = /^gantry-pod-[0-9a-f]{32}$/;

/** Where pods run: in a network that leads to one proxy, or, where a test has its mailbox on this machine, in another without one. */
export interface PodPlace {
  readonly network: string;
  readonly proxyUrl: string | undefined;
}

/** Node sends what it fetches through the proxy; steps have an environment of their own, and no network. */
const proxyVariables = ({ proxyUrl }: PodPlace): string[] =>
  proxyUrl === undefined ? [] : ['NODE_USE_ENV_PROXY=1', `HTTP_PROXY=${proxyUrl}`];
/** The engine's own resolver would ask the world for names that it does not know; so it asks a place where nobody answers. */
const resolversOf = ({ proxyUrl }: PodPlace): string[] => (proxyUrl === undefined ? [] : ['127.0.0.1']);

/** The one shape of container that may be made, field by field: what an order does not need cannot be asked for. */
const podContainerSchema = z.strictObject({
  Image: z.literal(podImageName),
  Env: z.tuple([z.string().regex(/^GANTRY_POD_ORDER=https?:\/\/[^\s]{1,8000}$/)], z.string()),
  Labels: z.strictObject({ [podLabel]: z.string().regex(/^[\w/.-]{0,128}$/) }),
  HostConfig: z.strictObject({
    NetworkMode: z.string(),
    Dns: z.array(z.string()),
    Memory: z.literal(memoryBytes),
    MemorySwap: z.literal(memoryBytes),
    NanoCpus: z.number().int().min(100_000_000).max(4_000_000_000),
    PidsLimit: z.literal(512),
    ReadonlyRootfs: z.literal(true),
    Privileged: z.literal(false),
    CapDrop: z.tuple([z.literal('ALL')]),
    CapAdd: z.tuple([z.literal('SETUID'), z.literal('SETGID'), z.literal('KILL'), z.literal('CHOWN')]),
    SecurityOpt: z.tuple([z.literal('no-new-privileges')]),
    LogConfig: z.strictObject({
      Type: z.literal('json-file'),
      Config: z.strictObject({ 'max-size': z.literal('1m'), 'max-file': z.literal('1') }),
    }),
  }),
});
export type PodContainer = z.infer<typeof podContainerSchema>;

/** The container that was asked for, or undefined where it has another shape or another place than pods have here. */
export function readPodContainer(body: unknown, place: PodPlace): PodContainer | undefined {
  const { data } = podContainerSchema.safeParse(body);
  if (data === undefined) return undefined;
  const [, ...variables] = data.Env;
  const { NetworkMode: network, Dns: resolvers } = data.HostConfig;
  const isHere =
    network === place.network &&
    isDeepStrictEqual(variables, proxyVariables(place)) &&
    isDeepStrictEqual(resolvers, resolversOf(place));
  return isHere ? data : undefined;
}

/** A pod's container, as it is asked for. */
export function podContainer(pod: {
  readonly orderUrl: string;
  readonly startedBy: string;
  readonly place: PodPlace;
}): PodContainer {
  return {
    Image: podImageName,
    Env: [`GANTRY_POD_ORDER=${pod.orderUrl}`, ...proxyVariables(pod.place)],
    Labels: { [podLabel]: pod.startedBy },
    HostConfig: {
      NetworkMode: pod.place.network,
      Dns: resolversOf(pod.place),
      Memory: memoryBytes,
      MemorySwap: memoryBytes,
      NanoCpus: 1_000_000_000,
      PidsLimit: 512,
      ReadonlyRootfs: true,
      Privileged: false,
      CapDrop: ['ALL'],
      // Those of the task definition: the first process begins as root, becomes the step's user and ends everything of it.
      CapAdd: ['SETUID', 'SETGID', 'KILL', 'CHOWN'],
      SecurityOpt: ['no-new-privileges'],
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } },
    },
  };
}
