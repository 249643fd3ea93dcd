/** Folders in which package managers and build tools keep code of others, and find it by themselves. */
const toolFolders = new Set([
  '.eggs',
  '.nox',
  '.npm',
  '.parcel-cache',
  '.pnpm',
  '.pnpm-store',
  '.tox',
  '.venv',
  '.vite',
  '.yarn',
  '__pycache__',
  '__pypackages__',
  'bower_components',
  'dist-packages',
  'jspm_packages',
  'node_modules',
  'site-packages',
  'venv',
  'web_modules',
]);
/** Yarn's way of doing without the folder. */
const toolFile = /^\.pnp(?:\.|$)/;
/** Files by which an app host is told what to build, run, route or time. */
const hostFile = /^(?:vercel\.(?:json|[cm]?[jt]s)|now\.json|netlify\.toml|wrangler\.(?:toml|jsonc?))$/;
/** Run by the host before every request. */
const middlewareFile = /^middleware\.[cm]?[jt]sx?$/;

/** True for a name that tools look code up in, in any case and with what some file systems ignore. */
export function isToolName(segment: string): boolean {
  const plain = plainName(segment);
  return toolFolders.has(plain) || toolFile.test(plain);
}

/** True for a path that an app host would obey, wherever it stands but among the tests: nothing of them ships, and an answer from outside may well be called now.json. */
export function isHostFile(path: string): boolean {
  const plain = path.split('/').map(plainName).join('/');
  if (/^tests?\//.test(plain)) return false;
  return hostFile.test(plain.slice(plain.lastIndexOf('/') + 1)) || middlewareFile.test(plain);
}

/** As a file system sees it that ignores case, invisible characters, and spaces and dots at the end. */
function plainName(segment: string): string {
  return segment
    .replace(/\p{Cf}/gu, '')
    .replace(/[ .]+$/, '')
    .toLowerCase();
}
