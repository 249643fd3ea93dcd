import { fstatSync, writeSync } from 'node:fs';
import type { StepResult } from './step-result.ts';

const errorDescriptor = 2;
const resultDescriptor = 3;

/** Starts the line of standard error that holds a result where descriptor 3 is not passed on: a container has only two ways out. */
export const resultMark = '\u0001gantry-result ';

/** Hands a program's result to the supervisor: on descriptor 3 where the runner opened a socket there, else as a marked line. */
export function giveResult(result: StepResult): void {
  giveText(JSON.stringify(result));
}

/** The same for a result of another shape. */
export function giveText(text: string): void {
  if (hasResultChannel()) writeAll(resultDescriptor, Buffer.from(text));
  else writeAll(errorDescriptor, Buffer.from(`${resultMark}${text}\n`));
}

function hasResultChannel(): boolean {
  try {
    return fstatSync(resultDescriptor).isSocket();
  } catch {
    return false;
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
