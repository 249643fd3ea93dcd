import * as z from 'zod';
import type { Asked, EngineCall } from './allowed-call.ts';
import { versionPrefix } from './allowed-call.ts';

/** Functions run in AWS's own images for Lambda. */
const imageName = /^public\.ecr\.aws\/lambda\/[a-z]+(?::[\w.-]+)?$/;
/** The names that this stack's emulator gives to the containers of functions; another LocalStack of the machine has another. */
const containerName = /^gantry-localstack-lambda-[a-zA-Z0-9_.-]{1,200}$/;

/** Absent, or as empty as can be: a client may say so of what it does not ask for. */
const nothing = z.union([
  z.null(),
  z.literal(''),
  z.literal(false),
  z.literal(0),
  z.tuple([]),
  z.strictObject({}),
]);

/** LocalStack 4 names its network without the word around it, as engines took it once. */
function asEndpoints(value: unknown): unknown {
  const bare = z.record(z.string(), z.null()).safeParse(value).data;
  return bare === undefined || 'EndpointsConfig' in bare ? value : { EndpointsConfig: bare };
}

/** An engine refuses a network of which nothing is said at all: "no EndpointSettings". */
const endpointSchema = z
  .union([z.null(), z.object({}).catchall(nothing)])
  .transform((settings) => settings ?? {});

/** An alias or a fixed address there would make a function answer in another service's name. */
const networkingSchema = z
  .strictObject({
    EndpointsConfig: z.record(z.string(), endpointSchema).nullish(),
  })
  .nullish();

/** What a function's container may be told; whatever else is said of it, and is not nothing, is refused. */
const hostConfigSchema = z
  .object({ NetworkMode: z.string(), Dns: z.array(z.string()).nullish(), Memory: z.number().nullish() })
  .catchall(nothing);
const containerSchema = z
  .object({
    Image: z.string().regex(imageName),
    Entrypoint: z.array(z.string()).nullish(),
    Cmd: z.array(z.string()).nullish(),
    Env: z.array(z.string()).nullish(),
    Hostname: z.string().nullish(),
    // Neither a pod to `pods` nor a service to Compose.
    Labels: z.record(z.string().regex(/^(?!gantry\.|com\.docker\.)/), z.string()).nullish(),
    WorkingDir: z.string().nullish(),
    AttachStdout: z.boolean().optional(),
    AttachStderr: z.boolean().optional(),
    NetworkDisabled: z.literal(false).optional(),
    HostConfig: hostConfigSchema,
    NetworkingConfig: z.preprocess(asEndpoints, networkingSchema).nullish(),
  })
  .catchall(nothing);

export interface LambdaEngine {
  /** The only network that functions may be put into. */
  readonly network: string;
  /** The name of the container that an id belongs to; undefined where there is none. */
  readonly nameOf: (id: string) => Promise<string | undefined>;
}

/**
 * What an emulator needs of the engine to run functions: AWS's images for Lambda pulled, and containers of them made, filled, started, read and
 * removed, in one network, without mounts, privileges, devices or ports. No exec, no build, no container that is not a function's.
 */
export async function allowedLambdaCall(asked: Asked, engine: LambdaEngine): Promise<EngineCall | undefined> {
  const url = new URL(asked.target, 'http://engine');
  const path = url.pathname.replace(versionPrefix, '');
  switch (`${asked.method} ${path}`) {
    case 'GET /_ping':
    case 'HEAD /_ping':
    case 'GET /version':
    case 'GET /info':
      return { method: 'GET', path };
    case 'GET /containers/json':
      return { method: 'GET', path: `/containers/json?all=true&filters=${lambdaFilter}` };
    case 'POST /containers/create':
      return create(url, asked.body, engine.network);
    case 'POST /images/create':
      return pull(url);
    case `GET /networks/${engine.network}`:
      return { method: 'GET', path };
    default:
      return (await ofOneFunction(asked.method, path, url, engine)) ?? ofOneImage(asked.method, path);
  }
}

const lambdaFilter = encodeURIComponent(JSON.stringify({ name: ['^/gantry-localstack-lambda-'] }));

function create(url: URL, body: unknown, network: string): EngineCall | undefined {
  const name = url.searchParams.get('name') ?? '';
  const container = containerSchema.safeParse(body).data;
  if (container === undefined || !containerName.test(name)) return undefined;
  const networks = Object.keys(container.NetworkingConfig?.EndpointsConfig ?? {});
  if (container.HostConfig.NetworkMode !== network || networks.some((each) => each !== network))
    return undefined;
  const platform = /^linux\/(?:amd64|arm64)$/.exec(url.searchParams.get('platform') ?? '')?.[0];
  const suffix = platform === undefined ? '' : `&platform=${encodeURIComponent(platform)}`;
  return { method: 'POST', path: `/containers/create?name=${name}${suffix}`, body: container };
}

function pull(url: URL): EngineCall | undefined {
  const image = url.searchParams.get('fromImage') ?? '';
  const tag = url.searchParams.get('tag') ?? '';
  const whole = tag === '' || image.includes(':') ? image : `${image}:${tag}`;
  if (!imageName.test(whole)) return undefined;
  return { method: 'POST', path: `/images/create?fromImage=${encodeURIComponent(whole)}`, isSlow: true };
}

function ofOneImage(method: string, path: string): EngineCall | undefined {
  const image = decodeURIComponent(/^\/images\/(.+)\/json$/.exec(path)?.[1] ?? '');
  return method === 'GET' && imageName.test(image) ? { method, path } : undefined;
}

async function ofOneFunction(
  method: string,
  path: string,
  url: URL,
  { nameOf }: LambdaEngine,
): Promise<EngineCall | undefined> {
  const [, id = '', action = ''] = /^\/containers\/([\w.-]+)(?:\/(\w+))?$/.exec(path) ?? [];
  if (id === '' || id === 'json') return undefined;
  const call = functionCall(`${method} ${action}`, id, url);
  if (call === undefined) return undefined;
  const name = containerName.test(id) ? id : await nameOf(id);
  return name !== undefined && containerName.test(name) ? call : undefined;
}

function functionCall(asked: string, id: string, url: URL): EngineCall | undefined {
  switch (asked) {
    case 'POST start':
      return { method: 'POST', path: `/containers/${id}/start` };
    case 'POST stop':
    case 'POST kill':
      return { method: 'POST', path: `/containers/${id}/kill` };
    case 'GET json':
      return { method: 'GET', path: `/containers/${id}/json` };
    case 'GET logs':
      return { method: 'GET', path: `/containers/${id}/logs?stdout=true&stderr=true&tail=1000` };
    case 'DELETE ':
      return { method: 'DELETE', path: `/containers/${id}?force=true&v=true` };
    // What a function is filled with goes into a folder, which the emulator looks for first.
    case 'HEAD archive':
      return { method: 'HEAD', path: archivePath(id, url) };
    case 'PUT archive':
      return { method: 'PUT', path: archivePath(id, url), passesBody: true };
    default:
      return undefined;
  }
}

const archivePath = (id: string, url: URL): string =>
  `/containers/${id}/archive?path=${encodeURIComponent(url.searchParams.get('path') ?? '/')}`;
