import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import type * as z from 'zod';
import { readPolicy } from '../core/gate/load-policy.ts';
import { sayRules } from '../core/gate/say-rules.ts';
import { layCatalogue } from '../core/model/lay-catalogue.ts';
import { stackSchema } from '../core/wire/draft.ts';
import type { ModelCatalogue } from '../core/wire/models.ts';
import { catalogueOverlaySchema, modelCatalogueSchema } from '../core/wire/models.ts';
import { skillFrontMatterSchema } from '../core/wire/skill.ts';
import { printError } from '../local/terminal.ts';

/** Another tree than this one may be given, for trying a skill out. */
const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
const outFolder = join(root, 'functions/_generated');

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Splits a Markdown file into its front matter (parsed) and its body. */
function readMarkdown(path: string): {
  readonly frontMatter: unknown;
  readonly body: string;
  readonly sha256: string;
} {
  const whole = readFileSync(path, 'utf8');
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(whole);
  if (match === null) throw new Error(`${relative(root, path)} needs front matter between two lines of ---`);
  return { frontMatter: parse(match[1] ?? ''), body: (match[2] ?? '').trim(), sha256: sha256(whole) };
}

function readPrompts(): string {
  const names = readdirSync(join(root, 'prompts'))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort();
  const entries = names.map((file) => {
    const name = file.slice(0, -'.md'.length);
    const { body, sha256: hash } = readMarkdown(join(root, 'prompts', file));
    return `    ${JSON.stringify(name)}: ${JSON.stringify({ name, text: body, sha256: hash })},`;
  });
  return entries.join('\n');
}

function readSkills(folders: readonly string[]): { readonly imports: string; readonly entries: string } {
  const imports: string[] = [];
  const entries: string[] = [];
  for (const [index, folder] of folders.entries()) {
    const { frontMatter, body, sha256: hash } = readMarkdown(join(folder, 'SKILL.md'));
    const parsed = skillFrontMatterSchema.safeParse(frontMatter);
    if (!parsed.success) throw new Error(`${relative(root, folder)}/SKILL.md: ${parsed.error.message}`);
    const handler = join(folder, 'handler.ts');
    const hasHandler = existsSync(handler);
    if (hasHandler)
      imports.push(`import { skill as skill${index} } from ${JSON.stringify(relative(outFolder, handler))};`);
    entries.push(
      `    { frontMatter: ${JSON.stringify(parsed.data)}, instructions: ${JSON.stringify(body)}, sha256: ${JSON.stringify(hash)}, handler: ${hasHandler ? `skill${index}` : 'undefined'} },`,
    );
  }
  return { imports: imports.join('\n'), entries: entries.join('\n') };
}

const skillFolders = readdirSync(join(root, 'skills'))
  .sort()
  .map((name) => join(root, 'skills', name))
  .filter((folder) => existsSync(join(folder, 'SKILL.md')));
const skills = readSkills(skillFolders);
const policyText = readFileSync(join(root, 'policy.yaml'), 'utf8');
const policy = readPolicy(policyText);
const rules = Object.fromEntries(stackSchema.options.map((stack) => [stack, sayRules(policy, stack)]));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** The exact versions that the pod's image is built with, and those of the tools for a clone; a tree of words alone has none. */
function readPackageVersions(): Record<string, string> {
  const path = join(root, 'pod-image/package.json');
  if (!existsSync(path)) return {};
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, string>>;
  return Object.fromEntries(
    Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).map(([name, range]) => [
      name,
      range.replace(/^[~^]/, ''),
    ]),
  );
}

/** The same for Python: exact versions too. */
function readPythonVersions(): Record<string, string> {
  const path = join(root, 'pod-image/requirements.txt');
  if (!existsSync(path)) return {};
  const lines = readFileSync(path, 'utf8').matchAll(/^([\w.-]+)==([\w.]+)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', version = '']) => [name, version]));
}

/** What the built-in model's apps begin with; a tree of words alone has none. */
function readBaseStyles(): string {
  const path = join(root, 'demo-model/parts/base/page/base.css');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

const source = `// Generated from prompts/, skills/, policy.yaml and the built-in model's base.css by scripts/generate-texts.ts.
import type { Texts } from '../../core/skill/texts.ts';
${skills.imports}

export const texts: Texts = {
  version: ${JSON.stringify(version)},
  rules: ${JSON.stringify(rules)},
  packageVersions: ${JSON.stringify({ ...readPythonVersions(), ...readPackageVersions() })},
  baseStyles: ${JSON.stringify(readBaseStyles())},
  prompts: {
${readPrompts()}
  },
  skills: [
${skills.entries}
  ],
  policy: { content: ${JSON.stringify(policy)}, sha256: ${JSON.stringify(sha256(policyText))} },
};
`;

/** Reads a file of models; one that is broken ends this program with a line that says where. */
function readModels<T extends z.ZodType>(path: string, schema: T): z.infer<T> {
  const say = (what: string): never => {
    printError(`${path}: ${what}`);
    process.exit(1);
  };
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // A parser's message goes on with the lines around the mistake.
    return say(String((error as Error).message).split('\n', 1)[0] ?? '');
  }
  const read = schema.safeParse(content);
  if (read.success) return read.data;
  return say(read.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('; '));
}

/** models.yaml, with the file that GANTRY_MODELS names laid over it. */
function readCatalogue(): ModelCatalogue {
  const catalogue = readModels(join(root, 'models.yaml'), modelCatalogueSchema);
  const over = process.env.GANTRY_MODELS;
  return over ? layCatalogue(catalogue, readModels(resolve(over), catalogueOverlaySchema)) : catalogue;
}

const modelsSource = `// Generated from models.yaml, and from what GANTRY_MODELS names, by scripts/generate-texts.ts.
import type { ModelCatalogue } from '../../core/wire/models.ts';

export const catalogue: ModelCatalogue = ${JSON.stringify(readCatalogue())};
`;

mkdirSync(outFolder, { recursive: true });
for (const [name, text] of [
  ['texts.ts', source],
  ['models.ts', modelsSource],
] as const) {
  const target = join(outFolder, name);
  if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text);
}
