import type { JSX } from 'preact';
import type { ChainedEvent } from '../../core/wire/event.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import type { SpecView } from '../api/endpoints.ts';
import { useLoad } from '../shell/use-load.ts';
import { reportedAttempts } from './attempts.ts';
import { outcomeWords } from './outcome-words.ts';

/** What the app is held to, in the words that were agreed, and how each check came out on the attempt that was built last. */
export function Agreed(props: {
  readonly missionId: string;
  readonly events: readonly ChainedEvent[];
}): JSX.Element | null {
  const { missionId, events } = props;
  const isAgreed = events.some(({ event }) => event === 'spec-agreed');
  const attempt = reportedAttempts(events).at(-1);
  const spec = useLoad<SpecView | undefined>(`${missionId} ${isAgreed} ${attempt}`, async (signal) =>
    isAgreed
      ? call('missionSpec', {
          params: { mission_id: missionId },
          query: attempt === undefined ? {} : { attempt },
          signal,
        })
      : undefined,
  );
  if (spec.data === undefined) return null;
  const { checks } = spec.data.spec;
  const outcomes = new Map(spec.data.outcomes.map((result) => [result.id, result.outcome]));
  return (
    <details class="card fold">
      <summary>
        <strong>What was agreed</strong>
        <span class="small muted push">
          {checks.length} {checks.length === 1 ? 'check' : 'checks'}
        </span>
      </summary>
      <ul class="agreed small">
        {checks.map(({ id, words }) => (
          <li key={id}>
            {visibleText(words)} <span class="muted">{outcomeWords(outcomes.get(id))}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
