import { type PodPlace, podContainerName, podLabel, readPodContainer } from './pod-container.ts';

/** A call as it goes on to the engine: made anew from what was understood, so that nothing else of the caller's passes. */
export interface EngineCall {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  /** The caller's own body goes on, byte for byte. */
  readonly passesBody?: true;
  /** It may take as long as a container lives, or an image needs to come. */
  readonly isSlow?: true;
}

export interface Asked {
  readonly method: string;
  /** As it came, with its query. */
  readonly target: string;
  readonly body: unknown;
}

export const versionPrefix: RegExp = /^\/v\d\.\d{1,2}(?=\/)/;
const stopSeconds = 2;

/**
 * The call to the engine that an asked one comes to, or undefined where pods need no such thing: containers of the one shape and name are made,
 * started, waited for, stopped, read and removed. No exec, no images, volumes or networks, no other container.
 */
export function allowedCall({ method, target, body }: Asked, place: PodPlace): EngineCall | undefined {
  const url = new URL(target, 'http://engine');
  const path = url.pathname.replace(versionPrefix, '');
  if (method === 'GET' && path === '/_ping') return { method, path };
  if (method === 'GET' && path === '/containers/json') return listPods();
  if (method === 'POST' && path === '/containers/create') return createPod(url, body, place);
  return ofOnePod(method, path);
}

function listPods(): EngineCall {
  const filters = encodeURIComponent(JSON.stringify({ label: [podLabel] }));
  return { method: 'GET', path: `/containers/json?all=true&filters=${filters}` };
}

function createPod(url: URL, body: unknown, place: PodPlace): EngineCall | undefined {
  const name = url.searchParams.get('name') ?? '';
  const container = readPodContainer(body, place);
  if (!podContainerName.test(name) || container === undefined) return undefined;
  return { method: 'POST', path: `/containers/create?name=${name}`, body: container };
}

function ofOnePod(method: string, path: string): EngineCall | undefined {
  const [, name = '', action = ''] = /^\/containers\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
  if (!podContainerName.test(name)) return undefined;
  switch (`${method} ${action}`) {
    case 'POST start':
      return { method: 'POST', path: `/containers/${name}/start` };
    case 'POST wait':
      return { method: 'POST', path: `/containers/${name}/wait?condition=not-running`, isSlow: true };
    case 'POST stop':
      return { method: 'POST', path: `/containers/${name}/stop?t=${stopSeconds}` };
    case 'GET json':
      return { method: 'GET', path: `/containers/${name}/json` };
    case 'DELETE ':
      return { method: 'DELETE', path: `/containers/${name}?force=true&v=true` };
    default:
      return undefined;
  }
}
