import type { PathFinding } from './path-finding.ts';

const sameWhy = 'Two files have the same path on machines that ignore case. Rename one.';
const folderWhy = 'A file has the same path as a folder of another file. Rename one.';

/** Files that cannot stand beside each other: equal ignoring case and Unicode form, or a file where another one needs a folder. */
export function listClashes(paths: readonly string[]): PathFinding[] {
  const folded = paths.map((path) => ({ path, key: foldCase(path) }));
  const folders = new Set(folded.flatMap(({ key }) => parentFolders(key)));
  const seen = new Set<string>();
  return folded.flatMap(({ path, key }): PathFinding[] => {
    const isRepeated = seen.has(key);
    seen.add(key);
    return [
      ...(isRepeated ? [{ rule: 'path-clash', severity: 'fix', why: sameWhy, path } as const] : []),
      ...(folders.has(key)
        ? [{ rule: 'path-file-is-folder', severity: 'fix', why: folderWhy, path } as const]
        : []),
    ];
  });
}

/** Lower, upper and lower again reaches full case folding: ß and SS, ſ and s, final sigma, the Kelvin sign. */
function foldCase(path: string): string {
  return path.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}

function parentFolders(path: string): string[] {
  const folders: string[] = [];
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1))
    folders.push(path.slice(0, slash));
  return folders;
}
