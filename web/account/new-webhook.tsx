import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { allEvents, endEvents, namesIn } from './wanted-events.ts';

type Wanted = 'ends' | 'all' | 'named';

/** Adds an address; `onMade` is given it with the secret, which nobody can ask for again. */
export function NewWebhook(props: { readonly onMade: (url: string, secret: string) => void }): JSX.Element {
  const action = useAction();
  const [url, setUrl] = useState('');
  const [wanted, setWanted] = useState<Wanted>('ends');
  const [names, setNames] = useState('');
  const events = { ends: endEvents, all: allEvents, named: namesIn(names) }[wanted];
  const submit = (event: Event): void => {
    event.preventDefault();
    action.run(async () => {
      const made = await call('makeWebhook', { body: { url: url.trim(), events: [...events] } });
      setUrl('');
      props.onMade(made.url, made.secret);
    });
  };
  return (
    <form class="entry-form" onSubmit={submit}>
      <label class="field">
        <span>Address of the new webhook</span>
        <input
          class="input"
          type="url"
          required
          maxLength={1_000}
          placeholder="https://receiver.example.com/gantry"
          value={url}
          onInput={(event) => setUrl(event.currentTarget.value)}
        />
      </label>
      <WantedChoice wanted={wanted} onWanted={setWanted} />
      {wanted === 'named' && <EventNames value={names} onValue={setNames} />}
      <Problem error={action.error} />
      <button
        class="button"
        type="submit"
        disabled={action.isBusy || url.trim() === '' || events.length === 0}
      >
        {action.isBusy ? 'Adding…' : 'Add the webhook'}
      </button>
    </form>
  );
}

function WantedChoice(props: {
  readonly wanted: Wanted;
  readonly onWanted: (wanted: Wanted) => void;
}): JSX.Element {
  return (
    <label class="field">
      <span>What it is told</span>
      <select
        class="input"
        value={props.wanted}
        onChange={(event) => props.onWanted(event.currentTarget.value as Wanted)}
      >
        <option value="ends">How missions end</option>
        <option value="all">Everything that happens</option>
        <option value="named">Some events, by their names</option>
      </select>
    </label>
  );
}

function EventNames(props: {
  readonly value: string;
  readonly onValue: (value: string) => void;
}): JSX.Element {
  return (
    <label class="field">
      <span>Names of the events, such as spec-agreed pull-request-opened</span>
      <input
        class="input"
        required
        autocapitalize="none"
        spellcheck={false}
        value={props.value}
        onInput={(event) => props.onValue(event.currentTarget.value)}
      />
    </label>
  );
}
