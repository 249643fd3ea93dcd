import { call } from '../api/call.ts';
import type { MissionFiles } from '../api/endpoints.ts';

/** Which files: those of a mission's attempt, or of its last one. */
export interface FilesOf {
  readonly missionId: string;
  readonly attempt: number | undefined;
  /** Paths that somebody is about to add, and that the attempt does not have. */
  readonly missing?: ReadonlySet<string>;
}

/** The list of an attempt's files. */
export async function listFiles({ missionId, attempt }: FilesOf, signal: AbortSignal): Promise<MissionFiles> {
  const answer = await call('missionFiles', {
    params: { mission_id: missionId },
    query: { attempt },
    signal,
  });
  if (typeof answer === 'string') throw new Error('the list of files is not one.');
  return answer;
}

/** The text of one file. */
export async function readFile(
  { missionId, attempt }: FilesOf,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  const answer = await call('missionFiles', {
    params: { mission_id: missionId },
    query: { attempt, path },
    signal,
  });
  return typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2);
}
