import { parseArgs } from 'node:util';
import { baseImageNames, imagesFrom, lockFile, readLock } from '../infra/base-images.ts';
import { print, printError } from '../local/terminal.ts';
import { keepLock, pinWords, resolveImages, standingOf } from './images/pin-images.ts';

const usage = `npm run images -- [--update]
Which images the pod's image is built from, by digest, and whether the registry has newer ones. --update pins those that the tags name now;
commit the file that it writes. GANTRY_IMAGES_FROM names a mirror of your own, GANTRY_IMAGES_LOCK another file.`;

const wordsOf = {
  current: 'nothing newer',
  newer: 'there is a newer one: npm run images -- --update',
  gone: 'is gone from the registry, and cannot be built from: npm run images -- --update',
} as const;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      update: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    print(usage);
    return 0;
  }
  if (values.update) {
    const lock = await resolveImages();
    keepLock(lock);
    for (const name of baseImageNames) print(`${pinWords(lock.images[name])}: pinned`);
    print(`Commit ${lockFile()}.`);
    return 0;
  }
  const lock = readLock();
  if (lock === undefined) {
    print('Nothing is pinned: builds take what the tags name that day. Pin it: npm run images -- --update');
    return 1;
  }
  const pins = await standingOf(lock);
  for (const pin of pins) print(`${pinWords(pin)}: ${wordsOf[pin.standing]}`);
  return pins.some(({ standing }) => standing === 'gone') ? 1 : 0;
}

process.exitCode = await main().catch((error: unknown) => {
  const { message, cause } = error as Error;
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  printError(`${imagesFrom()}: ${message}${why}`);
  return 1;
});
