import { appendFileSync, chownSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { startHandler } from './handler-process.ts';

/*
 * Stands in for LocalStack's `init`, whose program can be had from GitHub's releases alone: what LocalStack's executor asks of a function's
 * container, and nothing of Lambda's Runtime API, which only the two halves of `init` use between themselves.
 * https://github.com/localstack/lambda-runtime-init
 */

/** What LocalStack posts to /invoke. */
interface Asked {
  readonly 'invoke-id': string;
  readonly 'invoked-function-arn': string;
  readonly payload: string;
  readonly 'trace-id': string;
}

const settingsOfLocalStack = [
  'LOCALSTACK_RUNTIME_ENDPOINT',
  'LOCALSTACK_RUNTIME_ID',
  'LOCALSTACK_INTEROP_PORT',
  'LOCALSTACK_USER',
  'LOCALSTACK_FUNCTION_ACCOUNT_ID',
  'LOCALSTACK_CHMOD_PATHS',
  'HOSTNAME',
  'HOME',
];
/** `init` makes a user with these numbers, and becomes it where it was root. */
const user = { uid: 993, gid: 990 } as const;

const {
  LOCALSTACK_RUNTIME_ENDPOINT: endpoint = '',
  LOCALSTACK_RUNTIME_ID: id = '',
  LOCALSTACK_INTEROP_PORT: port = '9563',
  LOCALSTACK_USER: name = 'sbx_user1051',
  AWS_LAMBDA_FUNCTION_TIMEOUT: timeoutSeconds = '3',
  AWS_LAMBDA_FUNCTION_VERSION: version = '$LATEST',
} = process.env;
for (const name of settingsOfLocalStack) delete process.env[name];

async function post(path: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await (await fetch(`${endpoint}${path}`, { method: 'POST', headers, body })).text();
}

const becomesUser = process.getuid?.() === 0 && name !== 'root';
if (becomesUser) {
  // Who asks for a home folder looks there, and the SDK of AWS fails where nobody is found.
  appendFileSync('/etc/passwd', `${name}:x:${user.uid}:${user.gid}::/home/${name}:/sbin/nologin\n`);
  chownSync('/tmp', user.uid, user.gid);
}
const handlerUser = becomesUser ? user : {};
let handler = await startHandler(handlerUser);
if (handler.failed !== undefined) {
  await post(`/status/${id}/error`, handler.failed);
  process.exit(1);
}

/** Logs first, since LocalStack keeps them with the answer. */
async function answer(asked: Asked): Promise<void> {
  const invokeId = asked['invoke-id'];
  const given = { requestId: invokeId, arn: asked['invoked-function-arn'], traceId: asked['trace-id'] };
  const limitMs = Number(timeoutSeconds) * 1000;
  const { body, isError } = await handler.invoke({ ...given, payload: asked.payload, limitMs });
  const logs = `START RequestId: ${invokeId} Version: ${version}\n${handler.takeLogs()}END RequestId: ${invokeId}\n`;
  // A handler that was ended, or has ended, begins anew, as Lambda does it.
  if (handler.hasEnded()) handler = await startHandler(handlerUser);
  await post(`/invocations/${invokeId}/logs`, JSON.stringify({ logs }));
  await post(`/invocations/${invokeId}/${isError ? 'error' : 'response'}`, body);
}

createServer(async (incoming, outgoing) => {
  const asked = JSON.parse(await text(incoming)) as Asked;
  outgoing.end('OK');
  await answer(asked);
}).listen(Number(port), () => void post(`/status/${id}/ready`, ''));
process.once('SIGTERM', () => process.exit());
