import { PassThrough, type Readable, Transform } from 'node:stream';
import { resultMark } from '../programs/give-result.ts';

const mark = Buffer.from(resultMark);
const newline = 10;

/** Takes the marked line out of a stream of output: `output` is the rest, `result` what the line held. */
export function splitResult(source: Readable): { readonly output: Readable; readonly result: Readable } {
  const result = new PassThrough();
  let rest = Buffer.alloc(0);
  const sort = (line: Buffer): Buffer => {
    if (!line.subarray(0, mark.length).equals(mark)) return line;
    result.write(line.subarray(mark.length));
    return Buffer.alloc(0);
  };
  const output = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const pieces: Buffer[] = [];
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf(newline); end >= 0; end = rest.indexOf(newline)) {
        pieces.push(sort(rest.subarray(0, end + 1)));
        rest = rest.subarray(end + 1);
      }
      done(null, Buffer.concat(pieces));
    },
    flush(done) {
      const last = sort(rest);
      result.end();
      done(null, last);
    },
  });
  source.on('error', () => output.end()).pipe(output);
  return { output, result };
}
