import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { apiGatewayLiveFeed } from '../../../adapters/aws/live-feed.ts';
import { describeWithEmulator, type Emulator, emulatorName, emulatorPython } from './emulator.ts';

const never = new AbortController().signal;

describeWithEmulator(`WebSocket API by ${emulatorName}`, (aws) => {
  let stagePath = '';

  beforeAll(async () => {
    const make = async (path: string, body: object): Promise<Record<string, string>> =>
      JSON.parse(await aws.call('apigateway', `/v2/apis${path}`, JSON.stringify(body)));
    const functionArn = await makeFunction(aws);
    const routing = { routeSelectionExpression: '$request.body.action' };
    const { apiId } = await make('', { name: 'live', protocolType: 'WEBSOCKET', ...routing });
    const integrationUri = `arn:aws:apigateway:${aws.connection.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
    const proxy = { integrationType: 'AWS_PROXY', integrationUri };
    const { integrationId } = await make(`/${apiId}/integrations`, proxy);
    await make(`/${apiId}/routes`, { routeKey: '$default', target: `integrations/${integrationId}` });
    await make(`/${apiId}/stages`, { stageName: 'live', autoDeploy: true });
    stagePath = `/_aws/execute-api/${apiId}/live`;
  });

  const open = () =>
    apiGatewayLiveFeed({ ...aws.connection, endpoint: `${aws.connection.endpoint}${stagePath}` });
  const connect = async (): Promise<{ socket: WebSocket; connectionId: string }> => {
    const socket = new WebSocket(`${aws.connection.endpoint.replace('http', 'ws')}${stagePath}`);
    await once(socket, 'open');
    socket.send('{"action":"who am I"}');
    const [connectionId] = await once(socket, 'message');
    return { socket, connectionId: String(connectionId) };
  };

  test('posts a frame to the socket as it is', async () => {
    const { socket, connectionId } = await connect();
    const message = once(socket, 'message');
    expect(await open().post(connectionId, '{"seq":1,"é":"☃"}', never)).toBe('posted');
    const [data] = await message;
    expect(String(data)).toBe('{"seq":1,"é":"☃"}');
    socket.terminate();
  });

  test('closes a socket; after that, and for one that never was, a post is gone and a close is nothing', async () => {
    const { socket, connectionId } = await connect();
    const closed = once(socket, 'close');
    await open().close(connectionId, never);
    await closed;
    expect(await open().post(connectionId, '{}', never)).toBe('gone');
    expect(await open().post('never-was=', '{}', never)).toBe('gone');
    await expect(open().close(connectionId, never)).resolves.toBeUndefined();
  });
});

test('answers gone where nobody answers, because a frame that is sent again may arrive twice', async () => {
  const feed = apiGatewayLiveFeed({ endpoint: 'http://127.0.0.1:9', region: 'eu-west-1' });
  expect(await feed.post('any', '{}', never)).toBe('gone');
});

/** A function that tells a socket its connection id, which nothing else does. */
async function makeFunction(aws: Emulator): Promise<string> {
  const handler =
    'exports.handler = async (event) => ({ statusCode: 200, body: event.requestContext.connectionId });';
  const zip = `import base64, io, sys, zipfile
out = io.BytesIO()
with zipfile.ZipFile(out, 'w') as archive: archive.writestr('index.js', sys.argv[1])
print(base64.b64encode(out.getvalue()).decode())`;
  const ZipFile = execFileSync(emulatorPython(), ['-c', zip, handler], { encoding: 'utf8' }).trim();
  const answer = await aws.call(
    'lambda',
    '/2015-03-31/functions',
    JSON.stringify({
      FunctionName: 'who-am-i',
      Runtime: 'nodejs22.x',
      Role: 'arn:aws:iam::000000000000:role/who-am-i',
      Handler: 'index.handler',
      Code: { ZipFile },
    }),
  );
  return JSON.parse(answer).FunctionArn;
}
