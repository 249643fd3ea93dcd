import * as z from 'zod';
import type { SourceFile } from '../wire/draft.ts';
import type { Finding } from '../wire/policy.ts';

/** What npm runs by itself on install, pack or publish; recipes run no scripts at all, so these are never needed. */
const lifecycleScripts = [
  'preinstall',
  'install',
  'postinstall',
  'preprepare',
  'prepare',
  'postprepare',
  'prepublish',
  'prepublishOnly',
  'prepack',
  'postpack',
  'publish',
  'postpublish',
  'dependencies',
];
const dependencyLists = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
const lockFiles = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'poetry.lock',
  'uv.lock',
  'pipfile.lock',
]);
const otherManifests = new Set([
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'pipfile',
  'deno.json',
  'deno.jsonc',
]);
/** A version or a range of versions; addresses, folders, aliases and tags are not. */
const versionRange = /^[\s\d.*xX^~<>=|v-]{1,100}$|^\d+\.\d+\.\d+[-+][0-9A-Za-z.+-]{1,60}$/;

const namesSchema = z.record(z.string(), z.string());
const manifestSchema = z.looseObject({
  scripts: namesSchema.optional(),
  dependencies: namesSchema.optional(),
  devDependencies: namesSchema.optional(),
  optionalDependencies: namesSchema.optional(),
  peerDependencies: namesSchema.optional(),
});

type Manifest = z.infer<typeof manifestSchema>;

/** What a stack lets a draft ask for: what it may import, and what it may only name. */
interface Allowed {
  readonly packages: readonly string[];
  readonly tools?: readonly string[] | undefined;
}

/** Judges what a draft asks a package manager for: only exact names of the stack's lists, by version, with nothing that runs by itself. */
export function judgePackages(files: readonly SourceFile[], allowed: Allowed): Finding[] {
  return files.flatMap((file) => {
    const name = (file.path.split('/').at(-1) as string).toLowerCase();
    if (name === 'package.json') return judgeManifest(file, allowed);
    if (/^(?:.*[-_.])?requirements(?:[-_.].*)?\.(?:txt|in)$/.test(name))
      return judgeRequirements(file, allowed.packages);
    if (lockFiles.has(name))
      return [fix('package-lock', file.path, 'Lock files are made by the pod. Leave this one out.')];
    if (!otherManifests.has(name)) return [];
    return [
      fix(
        'package-manifest',
        file.path,
        'Packages are asked for in package.json or requirements.txt only. Leave this file out.',
      ),
    ];
  });
}

function fix(rule: string, path: string, why: string, line?: number): Finding {
  return { rule, severity: 'fix', why, path, ...(line === undefined ? {} : { line }) };
}

function judgeManifest(file: SourceFile, allowed: Allowed): Finding[] {
  const parsed = manifestSchema.safeParse(parseJson(file.content));
  if (!parsed.success) {
    return [
      fix(
        'package-manifest',
        file.path,
        'This is not a package.json: it must be a JSON object whose dependencies and scripts are texts by name.',
      ),
    ];
  }
  return [...judgeScripts(file, parsed.data), ...judgeDependencies(file, parsed.data, allowed)];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function judgeScripts(file: SourceFile, manifest: Manifest): Finding[] {
  return lifecycleScripts
    .filter(
      (script) => Object.hasOwn(manifest.scripts ?? {}, script) && manifest.scripts?.[script]?.trim() !== '',
    )
    .map((script) =>
      fix(
        'package-script',
        file.path,
        `The script ${script} would run by itself on install. Recipes run no scripts; leave it out.`,
        lineOfKey(file.content, script),
      ),
    );
}

function judgeDependencies(
  file: SourceFile,
  manifest: Manifest,
  { packages, tools = [] }: Allowed,
): Finding[] {
  const asked = dependencyLists.flatMap((list) =>
    Object.entries((manifest[list] ?? {}) as Record<string, string>),
  );
  return asked.flatMap(([name, range]) => {
    const line = lineOfKey(file.content, name);
    if (!packages.includes(name) && !tools.includes(name))
      return [fix('package-not-allowed', file.path, notAllowed(name, packages), line)];
    if (versionRange.test(range)) return [];
    return [
      fix(
        'package-source',
        file.path,
        `The package ${name} must be asked for by version, not by address, folder, alias or tag.`,
        line,
      ),
    ];
  });
}

/** What to say of a package that the stack does not have; names no more of it than fits a line. */
export function notAllowed(name: string, allowed: readonly string[]): string {
  const choice =
    allowed.length === 0 ? 'This stack has no packages' : `This stack has only ${allowed.join(', ')}`;
  return `The package ${JSON.stringify(name.slice(0, 80))} is not allowed. ${choice}; write what you need yourself.`;
}

function judgeRequirements(file: SourceFile, allowed: readonly string[]): Finding[] {
  return file.content.split('\n').flatMap((written, index) => {
    const asked = written.replace(/(?:^|\s)#.*$/, '').trim();
    if (asked === '') return [];
    const name = /^[A-Za-z0-9][A-Za-z0-9._-]*/.exec(asked)?.[0] ?? asked;
    if (!allowed.includes(name))
      return [fix('package-not-allowed', file.path, notAllowed(name, allowed), index + 1)];
    if (/^\s*(?:\[[\w, -]*\])?\s*(?:[<>=!~]=?=?\s*[\w.*+]+[\s,]*)*$/.test(asked.slice(name.length)))
      return [];
    return [
      fix('package-source', file.path, `The package ${name} must be asked for by version only.`, index + 1),
    ];
  });
}

/** The first line that holds the key as JSON writes it; undefined when it is written with escapes. */
function lineOfKey(content: string, key: string): number | undefined {
  const offset = content.indexOf(JSON.stringify(key));
  return offset === -1 ? undefined : content.slice(0, offset).split('\n').length;
}
