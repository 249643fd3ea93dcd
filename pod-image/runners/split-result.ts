import { PassThrough, type Readable, Transform } from 'node:stream';
import { resultMark } from '../programs/give-result.ts';

const mark = Buffer.from(resultMark);
const newline = 10;

/**
 * Takes the marked line out of a stream of output: `output` is the rest, `result` what the line held. Nothing is held back but the few
 * bytes at a line's start that may become the mark.
 */
export function splitResult(source: Readable): { readonly output: Readable; readonly result: Readable } {
  const result = new PassThrough();
  const sort = createSorter((bytes) => result.write(bytes));
  const output = new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, Buffer.concat(sort.take(chunk))),
    flush(done) {
      result.end();
      done(null, sort.held());
    },
  });
  source.on('error', () => output.end()).pipe(output);
  return { output, result };
}

function createSorter(giveResult: (bytes: Buffer) => void): {
  /** The pieces that are output. */
  readonly take: (chunk: Buffer) => Buffer[];
  readonly held: () => Buffer;
} {
  let held: Buffer = Buffer.alloc(0);
  let place: 'start' | 'result' | 'output' = 'start';
  const takeLine = (bytes: Buffer, pieces: Buffer[]): Buffer => {
    const isMarked = place === 'start' && bytes.subarray(0, mark.length).equals(mark);
    const isResult = isMarked || place === 'result';
    const { line, after, isWhole } = cutLine(isMarked ? bytes.subarray(mark.length) : bytes);
    if (isResult) giveResult(line);
    else pieces.push(line);
    const goesOn = isResult ? 'result' : 'output';
    place = isWhole ? 'start' : goesOn;
    return after;
  };
  const take = (chunk: Buffer): Buffer[] => {
    const pieces: Buffer[] = [];
    let rest: Buffer = Buffer.concat([held, chunk]);
    while (rest.length > 0 && !(place === 'start' && mayBecomeMark(rest))) rest = takeLine(rest, pieces);
    held = rest;
    return pieces;
  };
  return { take, held: () => held };
}

const mayBecomeMark = (bytes: Buffer): boolean =>
  bytes.length < mark.length && mark.subarray(0, bytes.length).equals(bytes);

function cutLine(bytes: Buffer): {
  readonly line: Buffer;
  readonly after: Buffer;
  readonly isWhole: boolean;
} {
  const end = bytes.indexOf(newline);
  const size = end < 0 ? bytes.length : end + 1;
  return { line: bytes.subarray(0, size), after: bytes.subarray(size), isWhole: end >= 0 };
}
