import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Invocation, Told } from './handler-process.ts';

/* What Lambda's runtime for Node.js does in a process of its own: loads the handler, and calls it with an event and a context. */

type Handler = (event: unknown, context: object) => unknown;

const {
  _HANDLER: named = '',
  LAMBDA_TASK_ROOT: root = '',
  AWS_LAMBDA_FUNCTION_NAME: functionName,
} = process.env;
process.env.AWS_EXECUTION_ENV = `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`;

const tell = (told: Told): void => void process.send?.(told);

function bodyOf(error: unknown): string {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return JSON.stringify({ errorType: name, errorMessage: message, trace: stack?.split('\n') });
}

async function load(): Promise<Handler> {
  const dot = named.lastIndexOf('.');
  const file = ['mjs', 'js', 'cjs']
    .map((ending) => join(root, `${named.slice(0, dot)}.${ending}`))
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error(`Cannot find module '${named.slice(0, dot)}'`);
  process.chdir(root);
  const module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, Handler | undefined>>;
  const handler = module[named.slice(dot + 1)];
  if (handler === undefined) throw new Error(`${named} is undefined or not exported`);
  return handler;
}

const contextOf = ({ requestId, arn, limitMs }: Invocation): object => {
  const endsAt = Date.now() + limitMs;
  return {
    awsRequestId: requestId,
    invokedFunctionArn: arn,
    functionName,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => endsAt - Date.now(),
  };
};

async function run(handler: Handler, invocation: Invocation): Promise<void> {
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  try {
    const result = await handler(JSON.parse(invocation.payload), contextOf(invocation));
    tell({ body: JSON.stringify(result ?? null), isError: false });
  } catch (error) {
    tell({ body: bodyOf(error), isError: true });
  }
}

try {
  const handler = await load();
  process.on('message', (invocation) => void run(handler, invocation as Invocation));
  tell({ loaded: true });
} catch (error) {
  tell({ loaded: false, body: bodyOf(error) });
}
