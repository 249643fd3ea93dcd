import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import { Markdown } from '../pull/markdown.tsx';
import { Problem } from '../shell/problem.tsx';
import { useLoad } from '../shell/use-load.ts';
import { examples } from './examples.ts';

/** Which model answers, and on demand what it can do and which skills help it. */
export function Abilities({ model }: { readonly model: string }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const isBuiltIn = /built-in/i.test(model);
  return (
    <details
      class="fold abilities small muted"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <span>
          Answers come from {isBuiltIn && 'the '}
          <strong>{visibleText(model)}</strong>. What can it do?
        </span>
      </summary>
      <div class="abilities-more">
        {isBuiltIn && (
          <p>
            {`It needs no account, and knows ${examples.length} kinds of app with the features you agree on: ${kindsInWords()}. For anything else connect a model: start Gantry with GANTRY_MODEL=anthropic and ANTHROPIC_API_KEY, or with OpenAI, Ollama or Amazon Bedrock as the README says.`}
          </p>
        )}
        {isOpen && <Skills showsPossible={!isBuiltIn} />}
      </div>
    </details>
  );
}

function kindsInWords(): string {
  const kinds = examples.map(({ title }) => title.toLowerCase());
  return `${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1)}`;
}

/** What can be built, which the built-in model says better itself, and the skills that help. */
function Skills({ showsPossible }: { readonly showsPossible: boolean }): JSX.Element {
  const skills = useLoad('skills', (signal) => call('listSkills', { signal }));
  return (
    <>
      <Problem error={skills.error} onRetry={skills.reload} />
      {showsPossible && skills.data !== undefined && (
        <div class="possible">
          <Markdown source={skills.data.possible} />
        </div>
      )}
      <dl>
        {skills.data?.skills.map(({ name, description }) => (
          <div key={name} class="skill">
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{visibleText(description)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
