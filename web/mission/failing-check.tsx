import type { JSX } from 'preact';
import type { MissionView } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { Problem } from '../shell/problem.tsx';
import type { CheckStanding } from './check-standing.ts';
import { sayCheckIsWrong } from './check-standing.ts';
import { useRetry } from './use-retry.ts';

/** Has the app mended once more, as a new mission. */
export function FixButton({ missionId }: { readonly missionId: string }): JSX.Element {
  const again = useRetry(missionId);
  return (
    <>
      <Problem error={again.error} />
      <button class="button button-main" type="button" disabled={again.isBusy} onClick={() => again.run({})}>
        {again.isBusy ? 'Starting…' : 'Fix it'}
      </button>
    </>
  );
}

/** What can be done about one check: have the app without it, or say that the check itself is wrong. */
export function FailingActions(props: {
  readonly view: MissionView;
  readonly check: CheckStanding;
  readonly onWish: (words: string) => void;
}): JSX.Element {
  const { view, check } = props;
  const again = useRetry(view.mission_id);
  const words = visibleText(check.words);
  return (
    <>
      <Problem error={again.error} />
      <div class="row">
        <button
          class="button button-small"
          type="button"
          aria-label={`Do without it: ${words}`}
          disabled={again.isBusy}
          onClick={() => again.run({ waive: [check.id] })}
        >
          {again.isBusy ? 'Starting…' : 'Do without it'}
        </button>
        {view.app !== null && (
          <button
            class="button button-small button-quiet"
            type="button"
            aria-label={`The check is wrong: ${words}`}
            onClick={() => props.onWish(sayCheckIsWrong(check.words))}
          >
            The check is wrong
          </button>
        )}
      </div>
    </>
  );
}
