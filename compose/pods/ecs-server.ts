import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as z from 'zod';
import { type Tasks, TokenConflict } from './tasks.ts';

const maxBodyBytes = 64 * 1024;
const targetPrefix = 'AmazonEC2ContainerServiceV20141113.';

const runSchema = z.looseObject({
  cluster: z.string().default('default'),
  clientToken: z.string().min(1).max(64),
  startedBy: z.string().max(128).default(''),
  count: z.literal(1).default(1),
  overrides: z.looseObject({
    containerOverrides: z
      .array(z.looseObject({ environment: z.array(z.object({ name: z.string(), value: z.string() })) }))
      .length(1),
  }),
});
const stopSchema = z.looseObject({ task: z.string() });
const describeSchema = z.looseObject({ tasks: z.array(z.string()).max(100) });
const listSchema = z.looseObject({
  startedBy: z.string().optional(),
  desiredStatus: z.enum(['RUNNING', 'STOPPED']).default('RUNNING'),
});

class EcsFault extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

type Operation = (tasks: Tasks, input: unknown) => Promise<object>;

const operations: Readonly<Record<string, Operation>> = {
  async RunTask(tasks, input) {
    const asked = parse(runSchema, input);
    const { environment = [] } = asked.overrides.containerOverrides[0] ?? {};
    const orderUrl = environment.find(({ name }) => name === 'GANTRY_POD_ORDER')?.value;
    if (orderUrl === undefined || environment.length !== 1)
      throw new EcsFault('InvalidParameterException', 'A pod is given GANTRY_POD_ORDER and nothing else.');
    return { tasks: [await tasks.run({ ...asked, orderUrl })], failures: [] };
  },
  async StopTask(tasks, input) {
    const task = await tasks.stop(idOf(parse(stopSchema, input).task));
    if (task === undefined)
      throw new EcsFault('InvalidParameterException', 'The referenced task was not found.');
    return { task };
  },
  async DescribeTasks(tasks, input) {
    const asked = parse(describeSchema, input).tasks;
    const found = await Promise.all(asked.map((arn) => tasks.describe(idOf(arn))));
    const failures = asked.flatMap((arn, at) => (found[at] ? [] : [{ arn, reason: 'MISSING' }]));
    return { tasks: found.flatMap((task) => task ?? []), failures };
  },
  async ListTasks(tasks, input) {
    const { startedBy, desiredStatus } = parse(listSchema, input);
    const found = (await tasks.list()).filter(
      (task) =>
        task.desiredStatus === desiredStatus && (startedBy === undefined || task.startedBy === startedBy),
    );
    return { taskArns: found.map(({ taskArn }) => taskArn) };
  },
};

/** A task's id, of its ARN or by itself; what has another form names no task. */
const idOf = (task: string): string => /(?:^|\/)([0-9a-f]{32})$/.exec(task)?.[1] ?? '0'.repeat(32);

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new EcsFault('InvalidParameterException', z.prettifyError(parsed.error));
}

/** The four calls of Amazon ECS that Gantry makes, over ECS's own wire (JSON 1.1); each task is a container of the pod image. */
export function createEcsServer(tasks: Tasks, log: (line: string) => void): Server {
  return createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/health')
      return void response.writeHead(200).end('{"status":"ok"}');
    answer(tasks, request)
      .then((output) => send(response, 200, output))
      .catch((error: unknown) => {
        const [status, fault] = faultOf(error);
        if (status === 500) log(String(error));
        send(response, status, fault);
      });
  });
}

async function answer(tasks: Tasks, request: IncomingMessage): Promise<object> {
  const target = String(request.headers['x-amz-target'] ?? '');
  const name = target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : '';
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  const input = await readJson(request);
  if (operation === undefined)
    throw new EcsFault('UnsupportedFeatureException', `${name || 'This'} is not served here.`);
  return operation(tasks, input);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    if (sizeBytes > maxBodyBytes)
      throw new EcsFault('InvalidParameterException', 'The request is too large.');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8') || '{}');
  } catch {
    throw new EcsFault('SerializationException', 'The request is not JSON.');
  }
}

function faultOf(error: unknown): [status: number, body: object] {
  if (error instanceof TokenConflict)
    return [400, { __type: error.name, message: error.message, resourceIds: [error.taskArn] }];
  if (error instanceof EcsFault) return [400, { __type: error.type, message: error.message }];
  return [500, { __type: 'ServerException', message: 'The Docker engine did not do what it was asked.' }];
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}
