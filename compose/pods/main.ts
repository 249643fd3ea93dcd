import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { endOnSignals } from '../end-on-signals.ts';
import { account, listening } from '../environment.ts';
import { lambdaInvoker } from '../lambda-invoker.ts';
import { createEcsServer } from './ecs-server.ts';
import { engineClient } from './engine-client.ts';
import { Tasks, type TaskView } from './tasks.ts';

const environment = z
  .object({
    ...listening,
    /** The guard before the Docker engine. */
    ENGINE_URL: z.url(),
    POD_NETWORK: z.string().min(1),
    /** What alone pods reach there. */
    POD_PROXY_URL: z.url(),
    ...account,
  })
  .parse(process.env);

const log = (line: string): void => console.error(line);
const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region } = environment;
const lambda = lambdaInvoker({ endpoint, region });

/** The rule on stopped tasks, carried by hand: an emulator's own bus takes no news in the name of aws.ecs. */
const tellOfStopped = async (task: TaskView): Promise<void> => {
  const event = { source: 'aws.ecs', 'detail-type': 'ECS Task State Change', detail: task };
  await lambda.buffered({
    functionName: 'receive-report',
    event,
    requestId: randomUUID(),
    limitMs: 60_000,
  });
};

const tasks = new Tasks({
  engine: engineClient(environment.ENGINE_URL),
  place: { network: environment.POD_NETWORK, proxyUrl: environment.POD_PROXY_URL },
  arnPrefix: `arn:aws:ecs:${region}:000000000000`,
  onStopped: tellOfStopped,
  log,
});
const server = createEcsServer(tasks, log);
await tasks.resume().catch((error: unknown) => log(`no earlier tasks were taken up: ${String(error)}`));
server.listen(environment.PORT, environment.HOST, () => console.log('pods: listening'));
endOnSignals(server);
