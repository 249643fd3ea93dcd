import * as z from 'zod';
import { endOnSignals } from '../end-on-signals.ts';
import { lambdaInvoker } from '../lambda-invoker.ts';
import { createSocketServer } from './socket-server.ts';

const environment = z
  .object({
    PORT: z.coerce.number().int().default(8080),
    HOST: z.string().default('0.0.0.0'),
    AWS_ENDPOINT_URL: z.url(),
    AWS_REGION: z.string().default('eu-west-1'),
  })
  .parse(process.env);

const invoker = lambdaInvoker({ endpoint: environment.AWS_ENDPOINT_URL, region: environment.AWS_REGION });
const { server } = createSocketServer({ invoker, log: (line) => console.error(line) });
server.listen(environment.PORT, environment.HOST, () =>
  console.log(`sockets: listening for ${environment.AWS_ENDPOINT_URL}`),
);
endOnSignals(server);
