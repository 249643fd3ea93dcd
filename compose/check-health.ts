import { get } from 'node:http';
import { connect } from 'node:http2';

const answerMs = 3_000;
const [protocol = 'http1', path = '/health', port = process.env.PORT ?? '8080'] = process.argv.slice(2);

/** Ends with 0 when the service of this container answers 200; the model speaks HTTP/2 alone. */
function answersByHttp2(): Promise<boolean> {
  const session = connect(`http://127.0.0.1:${port}`);
  return new Promise((resolve) => {
    session.on('error', () => resolve(false));
    const stream = session.request({ ':path': path });
    stream.on('error', () => resolve(false));
    stream.on('response', (headers) => resolve(headers[':status'] === 200));
    stream.end();
  });
}

function answersByHttp1(): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path }, ({ statusCode }) => resolve(statusCode === 200)).on('error', () =>
      resolve(false),
    );
  });
}

setTimeout(() => process.exit(1), answerMs);
process.exit((await (protocol === 'http2' ? answersByHttp2() : answersByHttp1())) ? 0 : 1);
