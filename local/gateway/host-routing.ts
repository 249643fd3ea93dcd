import { InputRejected, NotFound } from '../../core/errors.ts';

/** Who a request is for, by its Host header. */
export type Addressee =
  | { readonly kind: 'gantry'; readonly hostname: string; readonly origin: string }
  | { readonly kind: 'app'; readonly label: string };

const hostForm = /^(\[::1\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?$/;
const appForm = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.localhost$/;
const ownNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Serves only names that always mean this machine: a foreign name that was pointed here (DNS rebinding) is NotFound. */
export function routeHost(host: string | undefined): Addressee {
  const lower = host?.toLowerCase() ?? '';
  const hostname = hostForm.exec(lower)?.[1];
  if (hostname === undefined) throw new InputRejected('bad_host', 'Send one valid Host header.');
  if (ownNames.has(hostname)) return { kind: 'gantry', hostname, origin: `http://${lower}` };
  const label = appForm.exec(hostname)?.[1];
  if (label !== undefined) return { kind: 'app', label };
  throw new NotFound('unknown_host', 'Nothing is served under this host name; use localhost.');
}
