import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../adapters/aws/emulator.ts';

const source = `export const handler = async (event, context) => {
  console.log('asked to', event.to);
  if (event.to === 'fail') throw Object.assign(new Error('Read again.'), { name: 'Conflict' });
  if (event.to === 'exit') process.exit(3);
  if (event.to === 'hang') await new Promise(() => setInterval(() => {}, 1000));
  return { id: context.awsRequestId, arn: context.invokedFunctionArn, told: process.env.LOCALSTACK_RUNTIME_ID ?? 'nothing' };
};
`;

/** What LocalStack's executor is posted, by path. */
class Executor {
  readonly #posted = new Map<string, string>();
  readonly #waiting = new Map<string, (body: string) => void>();
  readonly #server: Server = createServer(async (incoming, outgoing) => {
    const path = incoming.url ?? '';
    const body = await text(incoming);
    outgoing.writeHead(202).end();
    this.#posted.set(path, body);
    this.#waiting.get(path)?.(body);
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async posted(path: string): Promise<string> {
    const there = this.#posted.get(path);
    return there ?? (await new Promise<string>((resolve) => this.#waiting.set(path, resolve)));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

describe("what stands in for LocalStack's init", () => {
  const root = mkdtempSync(join(tmpdir(), 'gantry-lambda-init-'));
  const executor = new Executor();
  const started: ChildProcess[] = [];
  let endpoint = '';

  const start = async (file: string): Promise<number> => {
    const port = await freePort();
    const env = {
      PATH: process.env.PATH,
      LAMBDA_TASK_ROOT: root,
      _HANDLER: `${file}.handler`,
      AWS_LAMBDA_FUNCTION_TIMEOUT: '1',
      LOCALSTACK_RUNTIME_ENDPOINT: endpoint,
      LOCALSTACK_RUNTIME_ID: file,
      LOCALSTACK_INTEROP_PORT: String(port),
      // Not the user that it becomes in a container.
      LOCALSTACK_USER: 'root',
    };
    const main = join(import.meta.dirname, 'lambda-init/main.ts');
    started.push(spawn(process.execPath, ['--no-warnings', main], { env, stdio: 'ignore' }));
    return port;
  };
  const ask = async (port: number, id: string, to: string): Promise<void> => {
    const payload = JSON.stringify({ to });
    const asked = { 'invoke-id': id, 'invoked-function-arn': 'arn:f', payload, 'trace-id': 'Root=1' };
    await fetch(`http://127.0.0.1:${port}/invoke`, { method: 'POST', body: JSON.stringify(asked) });
  };

  beforeAll(async () => {
    endpoint = await executor.listen();
    writeFileSync(join(root, 'index.mjs'), source);
    writeFileSync(join(root, 'broken.mjs'), 'throw new TypeError("No such setting.");');
  });
  afterAll(() => {
    for (const child of started) if (child.exitCode === null) child.kill();
    executor.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('answers as Lambda does, with an error by its name, and again after its handler has ended or hung', async () => {
    const port = await start('index');
    await executor.posted('/status/index/ready');
    await ask(port, 'one', 'answer');
    const answered = { id: 'one', arn: 'arn:f', told: 'nothing' };
    expect(JSON.parse(await executor.posted('/invocations/one/response'))).toEqual(answered);
    expect(JSON.parse(await executor.posted('/invocations/one/logs')).logs).toContain('asked to answer');
    await ask(port, 'two', 'fail');
    const failed = { errorType: 'Conflict', errorMessage: 'Read again.' };
    expect(JSON.parse(await executor.posted('/invocations/two/error'))).toMatchObject(failed);
    await ask(port, 'three', 'exit');
    const exited = { errorType: 'Runtime.ExitError' };
    expect(JSON.parse(await executor.posted('/invocations/three/error'))).toMatchObject(exited);
    await ask(port, 'four', 'hang');
    const late = JSON.parse(await executor.posted('/invocations/four/error'));
    expect(late).toEqual({ errorMessage: expect.stringMatching(/four Task timed out after 1.00 seconds$/) });
    await ask(port, 'five', 'answer');
    expect(JSON.parse(await executor.posted('/invocations/five/response'))).toMatchObject({ id: 'five' });
  });

  it('tells a handler that cannot be loaded instead of being ready', async () => {
    await start('broken');
    const failed = { errorType: 'TypeError', errorMessage: 'No such setting.' };
    expect(JSON.parse(await executor.posted('/status/broken/error'))).toMatchObject(failed);
  });
});
