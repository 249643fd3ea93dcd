import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CopyButton } from '../shell/copy-button.tsx';
import { type ModelDoor, modelDoors } from './model-doors.ts';

/** What another model would bring, and the line that connects one. */
export function ConnectModel(): JSX.Element {
  const [chosen, setChosen] = useState(0);
  const door = modelDoors[chosen] ?? modelDoors[0];
  return (
    <section class="card home-connect" aria-labelledby="connect">
      <div class="card-head">
        <h2 id="connect">Connect a model to build anything else</h2>
        <div class="choice">
          {modelDoors.map(({ name }, index) => (
            <button
              key={name}
              class="button button-small"
              type="button"
              aria-pressed={index === chosen}
              onClick={() => setChosen(index)}
            >
              {name}
            </button>
          ))}
        </div>
      </div>
      <div class="card-body stack">
        <p class="muted">
          The built-in demo model needs no account and knows the apps above. A connected model writes any app
          that Gantry can build, changes it in your words, answers in your language and heals what it finds
          broken.
        </p>
        {door !== undefined && <Door door={door} />}
      </div>
    </section>
  );
}

function Door({ door }: { readonly door: ModelDoor }): JSX.Element {
  return (
    <>
      <p class="small">Stop Gantry, then start it with this line:</p>
      <div class="clone">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to */}
        <code tabIndex={0}>{door.line}</code>
        <CopyButton text={door.line} label={`the line for ${door.name}`} />
      </div>
      <p class="small muted">{door.note}</p>
    </>
  );
}
