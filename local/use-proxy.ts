import { setGlobalProxyFromEnv } from 'node:http';
import { InputRejected } from '../core/errors.ts';

/** The proxies of the environment, in the names that other programs read too. */
export interface ProxySettings {
  readonly http: string | undefined;
  readonly https: string | undefined;
  /** Hosts that are reached without it. */
  readonly except: string | undefined;
}

const ofThisMachine = ['localhost', '.localhost', '127.0.0.1', '::1'];

/** The proxies that an environment names, in capitals or not; undefined where there are none. */
export function readProxy(env: NodeJS.ProcessEnv): ProxySettings | undefined {
  const read = (name: string): string | undefined => env[name] || env[name.toLowerCase()] || undefined;
  const settings = { http: read('HTTP_PROXY'), https: read('HTTPS_PROXY'), except: read('NO_PROXY') };
  for (const url of [settings.http, settings.https]) if (url !== undefined) requireProxyUrl(url);
  return settings.http === undefined && settings.https === undefined ? undefined : settings;
}

function requireProxyUrl(url: string): void {
  const isProxy = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (isProxy) return;
  throw new InputRejected(
    'proxy_invalid',
    'HTTP_PROXY and HTTPS_PROXY are addresses such as http://proxy:3128; leave them out for none.',
  );
}

/** Sends every request that this process makes with Node's own clients through the proxies, but what stays on this machine. */
export function useProxy(settings: ProxySettings | undefined): void {
  if (settings === undefined) return;
  const { http, https, except } = settings;
  setGlobalProxyFromEnv({
    ...(http !== undefined && { HTTP_PROXY: http }),
    ...(https !== undefined && { HTTPS_PROXY: https }),
    NO_PROXY: [...(except === undefined ? [] : [except]), ...ofThisMachine].join(','),
  });
}

/** What is said of it at the start, without a password in the address; the AWS SDK asks Bedrock over HTTP/2 and knows no proxy. */
export function sayProxy({ http, https }: ProxySettings, asksBedrock: boolean): string {
  const { host } = new URL(https ?? http ?? '');
  return asksBedrock
    ? `${host}, but not for Bedrock: the AWS SDK knows no proxy, so open the way to it`
    : host;
}
