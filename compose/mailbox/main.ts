import * as z from 'zod';
import { endOnSignals } from '../end-on-signals.ts';
import { listening } from '../environment.ts';
import { createMailboxServer } from './mailbox-server.ts';

const environment = z
  .object({
    ...listening,
    AWS_ENDPOINT_URL: z.url(),
  })
  .parse(process.env);

const server = createMailboxServer({
  endpoint: environment.AWS_ENDPOINT_URL,
  log: (line) => console.error(line),
});
server.listen(environment.PORT, environment.HOST, () => console.log('mailbox: listening'));
endOnSignals(server);
