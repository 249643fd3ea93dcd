import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrokenFunction } from '../programs/pod-program.ts';
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
    const script = join(places.podImage, program.script ?? '');
    return [places.python, '-B', '-s', script, places.tree, ...toldPython(program.broken), ...inputs];
  }
  // Three quarters of the pod for the heap: then V8 says "heap out of memory" before the kernel says nothing.
  const heapMegabytes = Math.floor((request.limits.memory_bytes * 0.75) / 1024 / 1024);
  const broken = toldNode(program.broken, places);
  // What breaks a function is loaded last: it stands before whatever else loads modules.
  const flags = [`--max-old-space-size=${heapMegabytes}`, ...extraNodeFlags, ...program.nodeFlags, ...broken];
  // What Node imports it takes for a URL, where `#`, `?` and `%` in a folder's name would mean something else.
  const resolved = flags.map((flag) =>
    flag
      .replace('{podImageUrl}', () => pathToFileURL(places.podImage).href)
      .replace('{podImage}', () => places.podImage),
  );
  if (program.script === undefined) return [places.node, ...resolved, ...inputs];
  return [places.node, ...resolved, join(places.podImage, program.script), places.tree, places.artifact];
}

function toldNode(broken: BrokenFunction | undefined, { podImage }: StepPlaces): string[] {
  if (broken === undefined) return [];
  const url = pathToFileURL(join(podImage, 'programs/break-function.ts'));
  url.search = new URLSearchParams({ ...broken }).toString();
  return [`--import=${url.href}`];
}

const toldPython = (broken: BrokenFunction | undefined): string[] =>
  broken === undefined ? [] : [`--break=${broken.path}:${broken.name}`];
