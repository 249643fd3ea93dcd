import type { PodReport } from '../../core/wire/pod.ts';
import { call } from '../api/call.ts';
import type { Loaded } from '../shell/use-load.ts';
import { useLoad } from '../shell/use-load.ts';

/** A pod's report on an attempt; nothing while there is no attempt to ask for. */
export function useReport(missionId: string, attempt: number | undefined): Loaded<PodReport | undefined> {
  return useLoad<PodReport | undefined>(`${missionId} ${attempt}`, async (signal) =>
    attempt === undefined
      ? undefined
      : call('missionReport', { params: { mission_id: missionId }, query: { attempt }, signal }),
  );
}
