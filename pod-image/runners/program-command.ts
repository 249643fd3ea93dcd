import { join } from 'node:path';
import type { StepPlaces, StepRequest } from './step-runner.ts';

/** All that a step's environment holds; the supervisor's own never passes. */
export const stepEnvironment = (places: StepPlaces): Record<string, string> => ({
  PATH: '/usr/bin:/bin',
  HOME: places.scratch,
  TMPDIR: places.scratch,
  LANG: 'C.UTF-8',
  // The tree is read-only anyway, but Python would try.
  PYTHONDONTWRITEBYTECODE: '1',
});

/** The command line of a program, in the step's own paths: engine, flags, script, tree, artifact, inputs. */
export function programCommand(
  request: Pick<StepRequest, 'program' | 'inputs' | 'limits'>,
  places: StepPlaces,
  extraNodeFlags: readonly string[] = [],
): readonly [string, ...string[]] {
  const { program, inputs } = request;
  if (program.engine === 'python') {
    return [places.python, '-B', '-s', join(places.podImage, program.script ?? ''), places.tree, ...inputs];
  }
  // Three quarters of the pod for the heap: then V8 says "heap out of memory" before the kernel says nothing.
  const heapMegabytes = Math.floor((request.limits.memory_bytes * 0.75) / 1024 / 1024);
  const flags = [`--max-old-space-size=${heapMegabytes}`, ...extraNodeFlags, ...program.nodeFlags];
  const resolved = flags.map((flag) => flag.replace('{podImage}', places.podImage));
  if (program.script === undefined) return [places.node, ...resolved, ...inputs];
  return [places.node, ...resolved, join(places.podImage, program.script), places.tree, places.artifact];
}
