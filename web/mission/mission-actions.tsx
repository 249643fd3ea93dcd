import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { MissionView } from '../../core/wire/mission.ts';
import { call } from '../api/call.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { useFirstFocus } from '../shell/use-first-focus.ts';
import { maxSpokenLength } from '../talk/max-spoken-length.ts';
import { useMissionLead } from './mission-lead.ts';
import { isEnd, isSuccess } from './statuses.ts';
import { useRetry } from './use-retry.ts';
import type { Wish } from './wish.ts';

/** What one can do with a mission as it stands: cancel it while it runs, retry or extend it after. */
export function MissionActions({
  view,
  wish,
  onWish,
  onChange,
}: {
  readonly view: MissionView;
  readonly wish: Wish;
  readonly onWish: (wish: Wish) => void;
  readonly onChange: () => void;
}): JSX.Element {
  const opener = useRef<HTMLButtonElement>(null);
  const isFailed = isEnd(view.status) && !isSuccess(view.status);
  return (
    <div class="mission-actions">
      <div class="row">
        {!isEnd(view.status) && <CancelButton view={view} onChange={onChange} />}
        {isFailed && <RetryChoice view={view} />}
        {isEnd(view.status) && view.app !== null && (
          <button
            ref={opener}
            class="button"
            type="button"
            aria-expanded={wish.isOpen}
            onClick={() => onWish({ ...wish, isOpen: !wish.isOpen })}
          >
            Change it
          </button>
        )}
      </div>
      {wish.isOpen && (
        <ChangeForm
          key={wish.opened}
          view={view}
          memo={wish.words}
          onMemo={(words) => onWish({ ...wish, words })}
          onClose={() => {
            onWish({ ...wish, isOpen: false });
            opener.current?.focus();
          }}
        />
      )}
    </div>
  );
}

/** Ends what runs. */
export function CancelButton({
  view,
  onChange,
}: {
  readonly view: MissionView;
  readonly onChange: () => void;
}): JSX.Element {
  const action = useAction();
  const cancel = (): void =>
    action.run(async () => {
      await call('cancelMission', { params: { mission_id: view.mission_id }, body: {} });
      onChange();
    });
  return (
    <>
      <Problem error={action.error} />
      <button class="button button-bad" type="button" disabled={action.isBusy} onClick={cancel}>
        {action.isBusy ? 'Cancelling…' : 'Cancel'}
      </button>
    </>
  );
}

/** Trying a failed mission again, with more money where that had ended. */
export function RetryChoice({ view }: { readonly view: MissionView }): JSX.Element {
  return view.failure?.kind === 'budget' ? <BudgetForm view={view} /> : <RetryButton view={view} />;
}

function RetryButton({ view }: { readonly view: MissionView }): JSX.Element {
  const action = useRetry(view.mission_id);
  return (
    <>
      <Problem error={action.error} />
      <button class="button" type="button" disabled={action.isBusy} onClick={() => action.run({})}>
        {action.isBusy ? 'Starting…' : 'Retry'}
      </button>
    </>
  );
}

/** Going on where the money ended, with as much as its owner says. */
function BudgetForm({ view }: { readonly view: MissionView }): JSX.Element {
  const action = useRetry(view.mission_id);
  const [usd, setUsd] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    action.run(usd === '' ? {} : { budget_usd: Number(usd) });
  };
  return (
    <form class="row" onSubmit={submit}>
      <label class="small" for="budget">
        Go on with a budget of $
      </label>
      <input
        id="budget"
        class="input input-small budget-input"
        type="number"
        min="0.01"
        max="10000"
        step="0.01"
        placeholder="usual"
        value={usd}
        onInput={(event) => setUsd(event.currentTarget.value)}
      />
      <button class="button" type="submit" disabled={action.isBusy}>
        {action.isBusy ? 'Starting…' : 'Retry'}
      </button>
      <Problem error={action.error} />
    </form>
  );
}

/** Asks what should change in the app; what is written stays when it is closed, by Escape too. */
function ChangeForm(props: {
  readonly view: MissionView;
  readonly memo: string;
  readonly onMemo: (memo: string) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { view, memo } = props;
  const action = useAction();
  const lead = useMissionLead();
  const submit = (event: Event): void => {
    event.preventDefault();
    action.run(async () => {
      const { mission_id } = await call('extendMission', {
        params: { mission_id: view.mission_id },
        body: { voice_memo: memo.trim() },
      });
      lead(mission_id);
    });
  };
  return (
    <form
      class="card change-form"
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && !event.isComposing && props.onClose()}
    >
      <ChangeField app={view.app} memo={memo} onMemo={props.onMemo} />
      <Problem error={action.error} />
      <div class="row">
        <p class="small muted">This starts a new mission on the same app and its current source.</p>
        <button class="button button-main push" type="submit" disabled={action.isBusy || memo.trim() === ''}>
          {action.isBusy ? 'Starting…' : 'Build it'}
        </button>
      </div>
    </form>
  );
}

function ChangeField(props: {
  readonly app: string | null;
  readonly memo: string;
  readonly onMemo: (memo: string) => void;
}): JSX.Element {
  const field = useFirstFocus<HTMLTextAreaElement>();
  return (
    <label class="field">
      <span>What should change in {props.app}?</span>
      <textarea
        class="input"
        required
        maxLength={maxSpokenLength}
        ref={field}
        placeholder="Make it green"
        value={props.memo}
        onInput={(event) => props.onMemo(event.currentTarget.value)}
      />
    </label>
  );
}
