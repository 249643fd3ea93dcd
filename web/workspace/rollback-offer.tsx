import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ChatAction } from '../../core/wire/http.ts';
import { call } from '../api/call.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';

/** The version before, offered where somebody asked to undo: it goes live only by this button. */
export function RollbackOffer(props: {
  readonly action: ChatAction;
  readonly onDone: () => void;
}): JSX.Element {
  const { app: slug, mission_id } = props.action;
  const [isDone, setDone] = useState(false);
  const action = useAction();
  const rollBack = (): void =>
    action.run(async () => {
      await call('rollbackApp', { params: { slug }, body: { mission_id } });
      setDone(true);
      props.onDone();
    });
  if (isDone)
    return (
      <p class="notice notice-good" role="status">
        The version before is live again.
      </p>
    );
  return (
    <div class="offer">
      <ConfirmButton
        class=""
        confirm="Put the version before live"
        label={`the app ${slug}`}
        isBusy={action.isBusy}
        onConfirm={rollBack}
      >
        {action.isBusy ? 'Rolling back…' : 'Roll back'}
      </ConfirmButton>
      <Problem error={action.error} />
    </div>
  );
}
