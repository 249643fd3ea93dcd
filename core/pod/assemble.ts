import * as z from 'zod';
import { hostConfigurationPath } from '../draft/added-files/host-configuration.ts';
import type { SourceFile, Stack } from '../wire/draft.ts';

/** A static app ships its tree without `test/`, exactly: others compute this artifact's digest from the tree alone. */
export const assembleStatic = (files: readonly SourceFile[]): readonly SourceFile[] =>
  files.filter(({ path }) => !path.startsWith('test/'));

/**
 * A python app ships its front at the root (`public/` when it has one, else every file that is not Python) and its Python files where
 * they are, so that `api/*.py` may import the modules beside them.
 */
export function assemblePython(files: readonly SourceFile[]): readonly SourceFile[] {
  const shipped = files.filter(({ path }) => !isTest(path));
  const front = publicFiles(shipped);
  const shown = front.length > 0 ? front : shipped.filter(({ path }) => !path.endsWith('.py'));
  const functions = shipped.filter(({ path }) => path.endsWith('.py') && !path.startsWith('public/'));
  const requirements = shipped.filter(
    ({ path }) => path === 'requirements.txt' && !shown.some((file) => file.path === path),
  );
  return withHostConfiguration([...shown, ...requirements, ...functions], files);
}

/**
 * What a node app ships beside its built page: the host's configuration, functions as they were written, and the plain modules that they may
 * import, each where it stands in the tree. Nothing is built into them, so that what runs is what the gate read.
 */
export function assembleFunctions(files: readonly SourceFile[]): readonly SourceFile[] {
  const modules = files.filter(({ path }) => isFunction(path) || isSharedModule(path));
  const functions = files.some(({ path }) => isFunction(path))
    ? [...modules, { path: 'package.json', content: hostManifest(files) }]
    : [];
  return withHostConfiguration(functions, files);
}

/** The tree's own configuration takes the place of whatever else would lie there. */
function withHostConfiguration(
  made: readonly SourceFile[],
  tree: readonly SourceFile[],
): readonly SourceFile[] {
  const isConfiguration = ({ path }: SourceFile): boolean => path === hostConfigurationPath;
  return [...made.filter((file) => !isConfiguration(file)), ...tree.filter(isConfiguration)];
}

/** Every file of an artifact whose bytes the tree alone decides; what else a stack's build may add is in the artifact's rules. */
export function copiedFiles(stack: Stack, files: readonly SourceFile[]): readonly SourceFile[] {
  switch (stack) {
    case 'static':
      return assembleStatic(files);
    case 'python':
      return assemblePython(files);
    case 'node':
      return withHostConfiguration([...assembleFunctions(files), ...publicFiles(files)], files);
  }
}

/** What lies in `public/`, as it stands at the artifact's root; a function is none there, or the page's folder would bring one. */
function publicFiles(files: readonly SourceFile[]): readonly SourceFile[] {
  return files
    .filter(({ path }) => path.startsWith('public/'))
    .map(({ path, content }) => ({ path: path.slice('public/'.length), content }))
    .filter(({ path }) => !path.startsWith('api/'));
}

const isTest = (path: string): boolean => /^tests?\//.test(path);
const isFunction = (path: string): boolean => /^api\/.+\.(?:m?[jt]s|json)$/.test(path);
const isSharedModule = (path: string): boolean =>
  /\.(?:[cm]?js|m?ts|json)$/.test(path) && path.includes('/') && !/^(?:tests?|public|api)\//.test(path);

const manifestSchema = z.looseObject({ type: z.string().optional() });

/** Tells the host how the functions' modules are read, and nothing else: it would install packages and run scripts. */
function hostManifest(files: readonly SourceFile[]): string {
  const manifest = files.find(({ path }) => path === 'package.json');
  const type = manifestSchema.safeParse(parseJson(manifest?.content ?? '')).data?.type;
  return `{"type":"${type === 'commonjs' ? 'commonjs' : 'module'}","private":true}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
