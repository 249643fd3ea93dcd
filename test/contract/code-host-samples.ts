import type { Proposal, Repository } from '../../core/ports/code-host.ts';
import type { SourceFile } from '../../core/wire/draft.ts';
import { type AppId, appIdSchema, type MissionId, missionIdSchema } from '../../core/wire/ids.ts';

const appId = (n: number): AppId => appIdSchema.parse(`app_${String(n).padStart(26, '0')}`);
const missionId = (n: number): MissionId => missionIdSchema.parse(`msn_${String(n).padStart(26, '0')}`);
export const todoApp = (n: number, ownerName = 'ada') => ({
  appId: appId(n),
  ownerName,
  name: 'todo-app',
  description: 'Keeps a list.\nSays "done" — ✓.',
});

export const firstFiles: readonly SourceFile[] = [
  { path: 'src/ünï.js', content: 'export const word = "naïve ✓ 🎈";\n' },
  { path: 'index.html', content: '<!doctype html>\r\n<title>To do</title>\r\n' },
  { path: 'src/a/b/deep.js', content: 'export const noNewlineAtEnd = 1' },
  { path: 'src-2.js', content: '' },
  { path: 'B.txt', content: 'tab\tand trailing space \n\n' },
];

export const byByteOrder = (files: readonly SourceFile[]): SourceFile[] =>
  [...files].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));

export const proposal = (repository: Repository, n: number, changes: Partial<Proposal> = {}): Proposal => ({
  repository: repository.fullName,
  missionId: missionId(n),
  branch: `gantry/${missionId(n)}`,
  parentBranch: repository.defaultBranch,
  title: `To do, version ${n}`,
  body: `## What\n\nVersion ${n}, with a [link](https://example.com).`,
  commitMessage: `Write version ${n}`,
  files: firstFiles,
  isDraft: false,
  ...changes,
});
