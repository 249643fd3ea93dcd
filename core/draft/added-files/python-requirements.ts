import type { SourceFile } from '../../wire/draft.ts';
import type { AddedSource } from '../added-files.ts';

interface Installed {
  /** What Python apps may import. */
  readonly packages: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Sets a Python app's requirements.txt to the versions that apps are built with, and to what the app imports: a host installs only what stands
 * there. A line that asks for anything else is left to the gate.
 */
export const pythonRequirements = (installed: Installed): AddedSource => ({
  path: 'requirements.txt',
  owner: 'author',
  content: ({ stack, files }) => (stack === 'python' ? requirementsOf(files, installed) : undefined),
  said: 'Gantry builds every app with the same versions of packages, so requirements.txt was set to them.',
});

function requirementsOf(files: readonly SourceFile[], installed: Installed): string | undefined {
  const written = files.find(({ path }) => path === 'requirements.txt')?.content;
  const lines = (written ?? '').split('\n').map((line) => withVersion(line, installed));
  const missing = installed.packages
    .filter((name) => files.some((file) => imports(file, name)))
    .map((name) => pinned(name, installed))
    .filter((line) => !lines.includes(line));
  if (missing.length === 0) return written === undefined ? undefined : lines.join('\n');
  return `${[...lines.filter((line) => line.trim() !== ''), ...missing].join('\n')}\n`;
}

function withVersion(line: string, installed: Installed): string {
  const name = /^\s{0,9}([A-Za-z0-9][\w.-]{0,99})/.exec(line)?.[1]?.toLowerCase();
  return name !== undefined && installed.packages.includes(name) ? pinned(name, installed) : line;
}

const pinned = (name: string, { versions }: Installed): string => `${name}==${versions[name]}`;

/** An import at the start of a line; what a test imports is no matter of a host. */
const imports = ({ path, content }: SourceFile, name: string): boolean =>
  path.endsWith('.py') &&
  !/^tests?\//.test(path) &&
  new RegExp(`^[ \\t]{0,99}(?:from|import)[ \\t]{1,9}${name}\\b`, 'm').test(content);
