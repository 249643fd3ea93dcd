import * as z from 'zod';
import { createPages } from '../../local/serve-pages.ts';
import { endOnSignals } from '../end-on-signals.ts';
import { account, listening } from '../environment.ts';
import { findRestApi } from '../rest-api.ts';
import { createEdgeServer, type Origin } from './edge-server.ts';

const environment = z
  .object({
    ...listening,
    ...account,
    SOCKETS_URL: z.url(),
    HOSTS_URL: z.url(),
  })
  .parse(process.env);

const originOf = (url: string): Origin => {
  const { hostname: host, port } = new URL(url);
  return { host, port: Number(port) || 80 };
};
const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region } = environment;

const server = createEdgeServer({
  restApi: findRestApi({ endpoint, region, clock: { nowMs: () => Date.now() } }),
  sockets: originOf(environment.SOCKETS_URL),
  hosts: originOf(environment.HOSTS_URL),
  pages: createPages(),
  log: (line) => console.error(line),
});
server.listen(environment.PORT, environment.HOST, () => console.log('edge: listening'));
endOnSignals(server);
