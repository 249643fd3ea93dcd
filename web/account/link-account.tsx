import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Platform } from '../../core/wire/channel.ts';
import { call } from '../api/call.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { SecretBox } from './secret-box.tsx';

/** What a person does with the code, where they talk. */
const steps: Readonly<Record<Platform, { readonly where: string; readonly say: (code: string) => string }>> =
  {
    telegram: { where: 'Send this to the bot', say: (code) => `/link ${code}` },
    slack: { where: 'Type this in any channel; only you see it', say: (code) => `/gantry link ${code}` },
    discord: {
      where: 'Type this in any channel; only you see it',
      say: (code) => `/gantry link code:${code}`,
    },
    github: {
      where: 'Say this in an issue of an app of yours, after the name that you call Gantry by',
      say: (code) => `/link ${code}`,
    },
  };

/** Has a code made, and says what to do with it; `onDone` is asked to look whether it was said. */
export function LinkAccount({
  platform,
  onDone,
}: {
  readonly platform: Platform;
  readonly onDone: () => void;
}): JSX.Element {
  const action = useAction();
  const [account, setAccount] = useState('');
  const [code, setCode] = useState<string>();
  const { where, say } = steps[platform];
  const make = (event: Event): void => {
    event.preventDefault();
    const body = platform === 'github' ? { github_account: account.trim() } : {};
    action.run(async () => setCode((await call('makeLinkCode', { body })).code));
  };
  if (code !== undefined)
    return (
      <div class="stack">
        <p>{where}, within ten minutes:</p>
        <SecretBox what="The link code" secret={say(code)} />
        <div class="row">
          <button class="button button-small" type="button" onClick={onDone}>
            I have said it
          </button>
        </div>
      </div>
    );
  return (
    <form class="row" onSubmit={make}>
      <Problem error={action.error} />
      {platform === 'github' && (
        <label class="field">
          Your name on GitHub
          <input
            value={account}
            onInput={({ currentTarget }) => setAccount(currentTarget.value)}
            required={true}
            maxLength={100}
            autocomplete="off"
            spellcheck={false}
          />
        </label>
      )}
      <button class="button button-small" type="submit" disabled={action.isBusy}>
        Make a link code
      </button>
    </form>
  );
}
