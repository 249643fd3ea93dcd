import { describe, expect, it } from 'vitest';
import { answerTo, callInSandbox } from './support/call-in-sandbox.ts';
import { hasBubblewrap } from './support/has-bubblewrap.ts';

// One by one what https://vercel.com/docs/functions/runtimes/python says of files in api/.

const handler = (method: string, body: string): string => `from http.server import BaseHTTPRequestHandler

class handler(BaseHTTPRequestHandler):
    def do_${method}(self):
        ${body}
`;
const says = (text: string): string =>
  `self.send_response(200); self.send_header("Content-Type", "text/plain"); self.end_headers(); self.wfile.write(${text})`;

const wsgi = `import json

def app(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("201 Created", [("Content-Type", "application/json"), ("X-App", "wsgi")])
    yield json.dumps({
        "path": environ["PATH_INFO"], "query": environ["QUERY_STRING"], "method": environ["REQUEST_METHOD"],
        "type": environ["CONTENT_TYPE"], "length": environ["CONTENT_LENGTH"], "own": environ.get("HTTP_X_OWN"), "body": body.decode(),
    }).encode()
`;

const asgi = `import json

async def app(scope, receive, send):
    assert scope["type"] == "http"
    message = await receive()
    await send({"type": "http.response.start", "status": 202, "headers": [(b"content-type", b"application/json"), (b"x-app", b"asgi")]})
    seen = {"path": scope["path"], "query": scope["query_string"].decode(), "method": scope["method"], "body": message["body"].decode()}
    text = json.dumps(seen).encode()
    await send({"type": "http.response.body", "body": text[:5], "more_body": True})
    await send({"type": "http.response.body", "body": text[5:]})
`;

const application = `class Application:
    def __init__(self):
        self.said = []

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                self.said.append(message["type"])
                await send({"type": message["type"] + ".complete"})
                if message["type"] == "lifespan.shutdown":
                    print(self.said)
                    return
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": ",".join(self.said).encode()})

app = Application()
`;

const asked = {
  method: 'POST',
  url: '/api/x%20y?a=1&b=%20',
  headers: { 'content-type': 'text/plain', 'x-own': 'mine' },
  body: 'words',
};

describe.skipIf(!hasBubblewrap).concurrent('a Python function as Vercel documents it', () => {
  it('answers by a class handler, and says 501 of methods that it lacks', async () => {
    const body = 'length = int(self.headers.get("content-length", 0)); got = self.rfile.read(length)';
    const source = handler('POST', `${body}; ${says('self.path.encode() + b" " + got')}`);
    expect(await answerTo('api/x.py', { 'api/x.py': source }, asked)).toMatchObject({
      status: 200,
      type: 'text/plain',
      text: '/api/x%20y?a=1&b=%20 words',
    });
    expect((await answerTo('api/x.py', { 'api/x.py': source })).status).toBe(501);
    const capital = source.replace('class handler', 'class Handler');
    expect((await answerTo('api/x.py', { 'api/x.py': capital }, asked)).status).toBe(200);
  });

  it.each(['app', 'application'])('answers by a WSGI application named %s', async (name) => {
    const answer = await answerTo('api/x.py', { 'api/x.py': wsgi.replace('def app', `def ${name}`) }, asked);
    expect(answer).toMatchObject({ status: 201, type: 'application/json', headers: { 'x-app': 'wsgi' } });
    expect(JSON.parse(answer.text)).toEqual({
      path: '/api/x y',
      query: 'a=1&b=%20',
      method: 'POST',
      type: 'text/plain',
      length: '5',
      own: 'mine',
      body: 'words',
    });
  });

  it('answers by an ASGI application that knows requests alone', async () => {
    const answer = await answerTo('api/x.py', { 'api/x.py': asgi }, asked);
    expect(answer).toMatchObject({ status: 202, type: 'application/json', headers: { 'x-app': 'asgi' } });
    expect(JSON.parse(answer.text)).toEqual({
      path: '/api/x y',
      query: 'a=1&b=%20',
      method: 'POST',
      body: 'words',
    });
  });

  it('tells an ASGI application that wants to know it when it starts and ends', async () => {
    const outcome = await callInSandbox('api/x.py', { 'api/x.py': application });
    expect(outcome).toMatchObject({
      kind: 'answered',
      answer: { body: Buffer.from('lifespan.startup').toString('base64') },
      log: ["['lifespan.startup', 'lifespan.shutdown']"],
    });
  });

  it('imports modules from the root of the tree and beside itself by a dot, and not beside itself without', async () => {
    const sources = {
      'lib/one.py': 'ONE = "one"',
      'api/_two.py': 'TWO = "two"',
      'api/deep/x.py': `from lib.one import ONE\nfrom .._two import TWO\n${handler('GET', says('(ONE + TWO).encode()'))}`,
    };
    expect((await answerTo('api/deep/x.py', sources)).text).toBe('onetwo');
    const beside = { ...sources, 'api/y.py': 'from _two import TWO\n' };
    expect((await callInSandbox('api/y.py', beside)).log?.join('\n')).toContain(
      "ModuleNotFoundError: No module named '_two'",
    );
  });

  it('has what its address holds in the query', async () => {
    const source = handler('GET', says('self.path.encode()'));
    const file = 'api/users/[id].py';
    expect((await answerTo(file, { [file]: source }, { url: '/api/users/7' })).text).toBe(
      '/api/users/7?id=7',
    );
  });
});

describe.skipIf(!hasBubblewrap).concurrent('a Python function that cannot answer', () => {
  it.each(['def check(password):\n    return 1', 'app = 1', 'class handler:\n    pass'])(
    'is told which forms there are: %s',
    async (source) => {
      const outcome = await callInSandbox('api/x.py', { 'api/x.py': source });
      expect(outcome).toMatchObject({ kind: 'failed', because: 'handler' });
      expect(outcome.log?.join('\n')).toMatch(
        /^api\/x\.py has .*class `handler` .* WSGI or ASGI application/,
      );
    },
  );

  it.each([
    [handler('GET', 'raise ValueError("broken")'), 'ValueError: broken'],
    [handler('GET', 'pass'), 'The handler sent no answer'],
    ['def app(environ, start_response):\n    return []', 'never called start_response'],
    ['async def app(scope, receive, send):\n    pass', 'The application sent no answer'],
    ['import missing', "No module named 'missing'"],
    ['def (', 'SyntaxError'],
  ])('says why: %s', async (source, said) => {
    const outcome = await callInSandbox('api/x.py', { 'api/x.py': source });
    expect(outcome).toMatchObject({ kind: 'failed', because: 'error' });
    expect(outcome.log?.join('\n')).toContain(said);
  });
});
