import type { SourceFile } from '../wire/draft.ts';
import type { Finding } from '../wire/policy.ts';
import type { Needs } from '../wire/spec.ts';
import { needsNothing } from '../wire/spec.ts';
import { isAgreed } from './agreed-needs.ts';
import type { CompiledRule } from './compile-rules.ts';
import { judgeImports } from './import-rules.ts';
import { grammarOf } from './read/parse-source.ts';
import { decidedIn, type ReadSource, readSource } from './read/read-source.ts';
import { shippedPath, testFilesThatShip } from './shipped-files.ts';

/** A draft as far as its sources go. */
export interface SourceDraft {
  readonly stack: string;
  readonly files: readonly SourceFile[];
  /** What the app was agreed to need beside its own code; nothing where it is left out. */
  readonly needs?: Needs;
}

/** What parsing says of a draft; `pathOf` is a file's path as the rules see it, `isDecided` whether a rule's pattern has nothing to add. */
export interface JudgedSources {
  readonly findings: readonly Finding[];
  pathOf(path: string): string;
  isDecided(path: string, rule: string): boolean;
}

/**
 * Reads every source by the grammar it is written in, and judges what it imports and does. Rules are those of policy.yaml by their ids, with
 * their words, severity and paths; one that the policy does not have is not enforced. A test that shipped code imports is shipped code.
 */
export function createSourceJudge(
  rules: readonly CompiledRule[],
  packagesOf: (stack: string) => readonly string[],
): (draft: SourceDraft) => JudgedSources {
  const byId = new Map(rules.map((compiled) => [compiled.rule.id, compiled]));
  return ({ stack, files, needs = needsNothing }) => {
    const read = readAll(files);
    const shipping = testFilesThatShip({ stack, files, read });
    const pathOf = (path: string): string => (shipping.has(path) ? shippedPath(path) : path);
    const broken = files.flatMap(({ path }) =>
      judgeBroken({ byId, needs }, path, pathOf(path), read.get(path)),
    );
    return {
      findings: [...broken, ...judgeImports({ stack, files, read, allowed: packagesOf(stack) })],
      pathOf,
      isDecided: (path, rule) => read.has(path) && decidedIn(path).has(rule),
    };
  };
}

function readAll(files: readonly SourceFile[]): ReadonlyMap<string, ReadSource> {
  return new Map(
    files.flatMap((file) => {
      const source = readSource(file);
      return source === undefined ? [] : [[file.path, source] as const];
    }),
  );
}

interface Judging {
  readonly byId: ReadonlyMap<string, CompiledRule>;
  readonly needs: Needs;
}

function judgeBroken(
  { byId, needs }: Judging,
  path: string,
  judgedPath: string,
  read: ReadSource | undefined,
): Finding[] {
  if (read === undefined) return isReadable(path) ? [unreadable(path)] : [];
  const undeclared = read.broken.filter((broken) => !isAgreed(needs, path, broken));
  const places = new Map(undeclared.map((broken) => [`${broken.rule} ${broken.line}`, broken]));
  return [...places.values()].flatMap(({ rule: id, line }) => {
    const found = byId.get(id);
    if (found === undefined || !found.isMeant(judgedPath)) return [];
    const { severity, why } = found.rule;
    return [{ rule: id, severity, why, path, line }];
  });
}

/** Endings that a reader is there for. */
const isReadable = (path: string): boolean => grammarOf(path) !== undefined || /\.(?:html?|svg)$/i.test(path);

function unreadable(path: string): Finding {
  const why = 'This file cannot be read: it does not parse, or is nested too deeply. Write it plainly.';
  return { rule: 'source-unreadable', severity: 'fix', why, path };
}
