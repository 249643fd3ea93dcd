import * as z from 'zod';
import { endOnSignals } from '../end-on-signals.ts';
import { allowedCall } from './allowed-call.ts';
import { allowedLambdaCall } from './allowed-lambda-call.ts';
import { containerNameOf, createEngineGuard } from './engine-guard.ts';

const environment = z
  .object({
    /** For pods. */
    PORT: z.coerce.number().int().default(2375),
    /** For the emulator's functions. */
    FUNCTIONS_PORT: z.coerce.number().int().default(2376),
    HOST: z.string().default('0.0.0.0'),
    ENGINE_SOCKET: z.string().default('/var/run/docker.sock'),
    POD_NETWORK: z.string().min(1),
    POD_PROXY_URL: z.url(),
    FUNCTION_NETWORK: z.string().min(1),
  })
  .parse(process.env);

const { ENGINE_SOCKET: socketPath, POD_NETWORK: podNetwork, FUNCTION_NETWORK: network } = environment;
const place = { network: podNetwork, proxyUrl: environment.POD_PROXY_URL };
const log = (line: string): void => console.error(line);
const nameOf = (id: string): Promise<string | undefined> => containerNameOf(socketPath, id);

const pods = createEngineGuard({ socketPath, log, allow: (asked) => allowedCall(asked, place) });
const functions = createEngineGuard({
  socketPath,
  log,
  allow: (asked) => allowedLambdaCall(asked, { network, nameOf }),
});
pods.listen(environment.PORT, environment.HOST, () => console.log(`engine: pods may run in ${podNetwork}`));
functions.listen(environment.FUNCTIONS_PORT, environment.HOST);
endOnSignals(pods);
