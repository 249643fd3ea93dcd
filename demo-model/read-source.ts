import type { SourceFile } from '../core/wire/draft.ts';
import { kits } from './catalogue.ts';
import type { AppKit } from './kit.ts';
import { lookFile, looks } from './looks.ts';

/** What an app's files say about how they were composed. */
export interface ReadSource {
  readonly kit: AppKit;
  readonly title: string;
  /** Ids of the features whose own files are there. */
  readonly features: ReadonlySet<string>;
}

const pathsOf = (files: readonly SourceFile[]): ReadonlySet<string> =>
  new Set(files.map((file) => file.path));

/** Works out kit and features from the modules that are there; undefined for an app of another author. */
export function readSource(source: readonly SourceFile[]): ReadSource | undefined {
  const present = pathsOf(source);
  const title = titleOf(source);
  const candidates = kits.map((kit) => {
    const core = [...pathsOf(kit.compose({ features: new Set(), title, request: '', source }))].filter(
      (path) => path.startsWith('src/'),
    );
    return { kit, hit: core.filter((path) => present.has(path)).length, core: core.length };
  });
  const best = candidates
    .filter(({ hit, core }) => hit === core && core > 0)
    .toSorted((left, right) => right.hit - left.hit)[0];
  return best === undefined
    ? undefined
    : { kit: best.kit, title, features: featuresOf(best.kit, title, source, present) };
}

function featuresOf(
  kit: AppKit,
  title: string,
  source: readonly SourceFile[],
  present: ReadonlySet<string>,
): ReadonlySet<string> {
  const base = { title, request: '', source };
  const core = pathsOf(kit.compose({ ...base, features: new Set() }));
  const others = kit.features.filter((feature) => {
    const own = [...pathsOf(kit.compose({ ...base, features: new Set([feature.id]) }))].filter(
      (path) => !core.has(path),
    );
    return own.length > 0 && own.every((path) => present.has(path));
  });
  const worn = looks.filter(({ colour }) => present.has(lookFile(colour)));
  return new Set([...others, ...worn].map(({ id }) => id));
}

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

function titleOf(source: readonly SourceFile[]): string {
  const page = source.find((file) => file.path === 'index.html')?.content ?? '';
  const title = /<title>([^<]*)<\/title>/.exec(page)?.[1]?.trim() ?? '';
  return title.replaceAll(/&(?:amp|lt|gt|quot);/g, (entity) => entities[entity] ?? entity) || 'App';
}
