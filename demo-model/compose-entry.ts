interface Fragment {
  readonly call: string;
  readonly text: string;
}

const importLine = /^import \{([^}]+)\} from '[./\w-]*src\/([\w-]+\.js)';\n/gm;

const namesIn = (list: string): readonly string[] =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

const collectImports = (texts: readonly string[]): string => {
  const byModule = new Map<string, Set<string>>();
  for (const [, names = '', module = ''] of texts.flatMap((text) => [...text.matchAll(importLine)])) {
    byModule.set(module, new Set([...(byModule.get(module) ?? []), ...namesIn(names)]));
  }
  return [...byModule]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([module, names]) => `import { ${[...names].toSorted().join(', ')} } from './src/${module}';\n`)
    .join('');
};

/**
 * Joins page fragments into one entry module: imports are united, exports become plain functions, and the first fragment's result is
 * handed to all others. Fragments may import only from `src/` folders, by `{ name }`.
 */
export const composeEntry = (fragments: readonly Fragment[]): string => {
  const texts = fragments.map((fragment) => fragment.text);
  const bodies = texts.map((text) =>
    text
      .replaceAll(importLine, '')
      .replaceAll(/^export /gm, '')
      .trim(),
  );
  const [start, ...wirings] = fragments.map((fragment) => fragment.call);
  const calls = [`const app = ${start}();`, ...wirings.map((call) => `${call}(app);`)];
  return `${[collectImports(texts).trimEnd(), ...bodies, calls.join('\n')].join('\n\n')}\n`;
};
