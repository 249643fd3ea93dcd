import * as z from 'zod';
import { endOnSignals } from '../end-on-signals.ts';
import { account, listening } from '../environment.ts';
import { lambdaInvoker } from '../lambda-invoker.ts';
import { createSocketServer } from './socket-server.ts';

const environment = z
  .object({
    ...listening,
    ...account,
  })
  .parse(process.env);

const invoker = lambdaInvoker({ endpoint: environment.AWS_ENDPOINT_URL, region: environment.AWS_REGION });
const { server } = createSocketServer({ invoker, log: (line) => console.error(line) });
server.listen(environment.PORT, environment.HOST, () =>
  console.log(`sockets: listening for ${environment.AWS_ENDPOINT_URL}`),
);
endOnSignals(server);
