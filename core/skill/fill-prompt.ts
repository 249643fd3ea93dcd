import type { Stack } from '../wire/draft.ts';
import type { Texts } from './texts.ts';

/** What a prompt's gaps are filled from: the words, and the stacks that it speaks of. */
export interface Filling {
  readonly texts: Texts;
  readonly stacks: readonly Stack[];
}

/**
 * A prompt with what policy.yaml and the installation say put into its gaps. A line that ends in `{{with:x}}` is told only where the stacks
 * have the package x or the installation the ability x, and one that ends in `{{without:x}}` only elsewhere. A gap that nobody knows stays.
 */
export function fillPrompt(text: string, filling: Filling): string {
  const has = abilitiesOf(filling);
  return text
    .split('\n')
    .flatMap((line) => tellLine(line, has))
    .join('\n')
    .replaceAll(/\{\{(\w+)(?::(\w+))?\}\}/g, (gap, name: string, of: string | undefined) =>
      fill(filling, name, of, gap),
    );
}

const condition = / \{\{(with|without):([\w@/.-]+)\}\}$/;

function tellLine(line: string, has: ReadonlySet<string>): readonly string[] {
  const [mark = '', kind, what = ''] = condition.exec(line) ?? [];
  if (kind !== undefined && has.has(what) !== (kind === 'with')) return [];
  return [line.slice(0, line.length - mark.length)];
}

function abilitiesOf({ texts, stacks }: Filling): ReadonlySet<string> {
  const packages = stacks.flatMap((stack) => texts.policy.content.stacks[stack].packages);
  return new Set([...packages, ...(texts.abilities ?? [])]);
}

function fill({ texts }: Filling, name: string, of: string | undefined, gap: string): string {
  const known = plainFacts(texts)[name];
  const stack = texts.policy.content.stacks[of as Stack];
  if (of === undefined || stack === undefined) return known ?? gap;
  if (name === 'packages') return sayPackages(texts, stack.packages);
  return name === 'required' ? stack.required_files.map((path) => `\`${path}\``).join(', ') : gap;
}

function plainFacts(texts: Texts): Readonly<Record<string, string>> {
  const { limits, paths, minimum_coverage_percent, stacks } = texts.policy.content;
  return {
    files: `${limits.files}`,
    file_kilobytes: `${limits.file_bytes / 1_024}`,
    total_kilobytes: `${limits.total_bytes / 1_024}`,
    path_bytes: `${limits.path_bytes}`,
    dot_files: [...paths.allowed_dot_folders, ...paths.allowed_dot_files]
      .map((name) => `\`${name}\``)
      .join(', '),
    coverage: `${minimum_coverage_percent}`,
    packages: Object.entries(stacks)
      .map(([stack, { packages }]) => `${stack}: ${packages.length === 0 ? 'none' : packages.join(', ')}`)
      .join('; '),
  };
}

/** Packages with the versions that the pod's image carries, where it is known to carry them. */
function sayPackages({ packageVersions }: Texts, packages: readonly string[]): string {
  if (packages.length === 0) return 'none';
  return packages
    .map((name) => (packageVersions[name] === undefined ? name : `${name} ${packageVersions[name]}`))
    .join(', ');
}
