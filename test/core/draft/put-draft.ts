import type { StoredDraft } from '../../../core/draft/draft-store.ts';
import { draftKey } from '../../../core/draft/draft-store.ts';
import type { ObjectStore } from '../../../core/ports/object-store.ts';
import type { Draft } from '../../../core/wire/draft.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { tree } from '../mission/samples.ts';
import { never } from '../ports/never.ts';

/** Puts a draft where an event's draft stands, whatever its tree really is: as a sample's, or as somebody who writes to the store would. */
export async function putDraft(
  deps: { readonly objects: ObjectStore },
  missionId: MissionId,
  draft: Draft,
  stored: StoredDraft = { attempt: 0, tree_sha256: tree(0) },
): Promise<void> {
  await deps.objects.put(draftKey(missionId, stored), Buffer.from(JSON.stringify(draft)), {}, never);
}
