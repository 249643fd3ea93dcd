import './search.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from '../shell/dialog.tsx';
import { shortcuts } from '../shell/shortcuts.ts';
import { areSingleKeysOn, keepSingleKeys } from '../shell/single-keys.ts';

/** Every shortcut of the console, and the switch for those of a single key, which dictation can press by accident. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [isOn, setOn] = useState(areSingleKeysOn);
  return (
    <Dialog label="Keyboard shortcuts" class="shortcuts" onClose={onClose}>
      <div class="card-head">
        <h2>Keyboard shortcuts</h2>
        <button class="button button-small" type="button" onClick={onClose}>
          Close
        </button>
      </div>
      <dl>
        {shortcuts.map(({ keys, does }) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label class="row small switch shortcuts-switch">
        <input
          type="checkbox"
          checked={isOn}
          onChange={() => {
            keepSingleKeys(!isOn);
            setOn(!isOn);
          }}
        />
        Shortcuts of a single key
      </label>
    </Dialog>
  );
}
