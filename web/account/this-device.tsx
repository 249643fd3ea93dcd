import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { keepNoticeChoice, type NoticeChoice, readNoticeChoice } from '../shell/end-notices.ts';
import { areSingleKeysOn, keepSingleKeys } from '../shell/single-keys.ts';
import { ThemeSwitch } from '../shell/theme-switch.tsx';

const noticeWords: Readonly<Record<NoticeChoice, string>> = {
  impossible: 'This browser does not support notifications.',
  refused: 'The browser refuses notifications for this address; allow them in its settings first.',
  off: 'Off. The browser asks for your permission when you turn it on.',
  on: 'On, while a tab of Gantry is open.',
};

/** What is remembered on this device alone. */
export function ThisDevice(): JSX.Element {
  const [notices, setNotices] = useState(readNoticeChoice);
  const [keysOn, setKeysOn] = useState(areSingleKeysOn);
  const isPossible = notices === 'on' || notices === 'off';
  return (
    <section class="card" aria-label="This device">
      <div class="card-head">
        <h2>This device</h2>
      </div>
      <ul class="entries">
        <li>
          <span class="entry-words">
            <strong>Theme</strong>
          </span>
          <ThemeSwitch />
        </li>
        <li>
          <Switch
            label="Notify me when a mission ends"
            words={noticeWords[notices]}
            isOn={notices === 'on'}
            isDisabled={!isPossible}
            onToggle={() => void keepNoticeChoice(notices !== 'on').then(setNotices)}
          />
        </li>
        <li>
          <Switch
            label="Shortcuts of a single key"
            words="Press ? to see them all."
            isOn={keysOn}
            isDisabled={false}
            onToggle={() => {
              keepSingleKeys(!keysOn);
              setKeysOn(!keysOn);
            }}
          />
        </li>
      </ul>
    </section>
  );
}

function Switch(props: {
  readonly label: string;
  readonly words: string;
  readonly isOn: boolean;
  readonly isDisabled: boolean;
  readonly onToggle: () => void;
}): JSX.Element {
  return (
    <label class="row switch entry-switch">
      <span class="entry-words">
        <strong>{props.label}</strong>
        <span class="small muted">{props.words}</span>
      </span>
      <input type="checkbox" checked={props.isOn} disabled={props.isDisabled} onChange={props.onToggle} />
    </label>
  );
}
