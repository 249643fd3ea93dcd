import { Transform } from 'node:stream';

/** Passes bytes on until there are more than that; then it fails, and with it whatever it is piped to. */
export function boundBytes(most: number): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed > most) done(new Error(`more than ${most} bytes`));
      else done(null, chunk);
    },
  });
}
