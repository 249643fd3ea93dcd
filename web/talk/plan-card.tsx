import './plan-card.css';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Plan } from '../../core/wire/chat.ts';
import type { Stack } from '../../core/wire/draft.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { formatDuration } from '../shell/duration.ts';
import { LeftOut } from '../shell/left-out.tsx';
import { formatUsd } from '../shell/money.ts';
import { needWords } from './need-words.ts';
import { PlanChanges, PlanFeature } from './plan-changes.tsx';
import type { PlanEdits } from './plan-edits.ts';
import { addFeature, dropWish, hasEdits, noEdits, sayEdits } from './plan-edits.ts';

const stackWords: Readonly<Record<Stack, string>> = {
  static: 'Static site',
  node: 'Node, built with Vite',
  python: 'Python functions',
};

/** What a stack is called. */
export const stackLabel = (stack: Stack): string => stackWords[stack];

/** A plan that awaits a person's word: features to strike out or add, what it will take, and the one button that starts the build. */
export function PlanCard(props: {
  readonly plan: Plan;
  readonly isBusy: boolean;
  /** The words of checks that the person does without; they outlive a revision of the plan. */
  readonly struck: ReadonlySet<string>;
  readonly onStrike: (words: string) => void;
  readonly onBuild: () => void;
  /** Says a change in the conversation. */
  readonly onChange: (message: string) => void;
}): JSX.Element {
  const { title, stack, features } = props.plan;
  const [edits, setEdits] = useState<PlanEdits>(noEdits);
  const card = useRef<HTMLElement>(null);
  // The button of the plan before had the focus, and went with it.
  useEffect(() => {
    if (document.activeElement === document.body) card.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section ref={card} class="card plan" tabIndex={-1} aria-label={`Plan: ${title}`}>
      <div class="card-head">
        <h2>{visibleText(title)}</h2>
        <span class="badge badge-plain">{stackLabel(stack)}</span>
      </div>
      <div class="card-body stack">
        <Fault plan={props.plan} />
        <Loss drops={props.plan.needs.drops ?? []} />
        <PlanChanges plan={props.plan} edits={edits} onEdits={setEdits} />
        {edits.added.length > 0 && (
          <ul class="plan-features" aria-label="Your additions">
            {edits.added.map((wish) => (
              <PlanFeature
                key={wish}
                feature={wish}
                isIn
                onToggle={() => setEdits(dropWish(edits, wish))}
                isNew
              />
            ))}
          </ul>
        )}
        <WishField onAdd={(wish) => setEdits(addFeature(edits, features, wish))} />
        <Agreed plan={props.plan} struck={props.struck} onStrike={props.onStrike} />
      </div>
      <Foot {...props} edits={edits} />
    </section>
  );
}

/** A plan that mends a fault begins by looking whether the fault is there. */
function Fault({ plan: { fault, checks } }: { readonly plan: Plan }): JSX.Element | null {
  const check = checks.find(({ id }) => id === fault);
  if (check === undefined) return null;
  return (
    <p class="notice">
      <span>
        Gantry tries this on the app as it is first: <strong>{visibleText(check.words)}</strong> If that
        works, nothing is written, and you see the picture.
      </span>
    </p>
  );
}

/** What of the app's data a yes gives away. */
function Loss({ drops }: { readonly drops: readonly string[] }): JSX.Element | null {
  if (drops.length === 0) return null;
  return (
    <p class="notice notice-bad">
      <span>
        Deletes for good, with all that visitors left in it: <strong>{visibleText(drops.join(', '))}</strong>
      </span>
    </p>
  );
}

/** How it will be checked, what it needs and what it leaves out; nothing where the plan says none of it. */
function Agreed({
  plan,
  struck,
  onStrike,
}: Pick<Parameters<typeof PlanCard>[0], 'plan' | 'struck' | 'onStrike'>): JSX.Element | null {
  const { checks, left_out: leftOut } = plan;
  const needs = needWords(plan.needs);
  const dropped = plan.changes?.checks_dropped ?? [];
  if (checks.length + dropped.length + needs.length + leftOut.length === 0) return null;
  return (
    <div class="plan-agreed small">
      {checks.length > 0 && <Checks plan={plan} struck={struck} onStrike={onStrike} />}
      {dropped.length > 0 && (
        <Lines title="No longer tried" lines={dropped.map(({ words }) => words)} isGone />
      )}
      {needs.length > 0 && <Lines title="Needs" lines={needs} />}
      <LeftOut items={leftOut} />
    </div>
  );
}

/** What will be tried in a browser. One check at least stays, so the last one cannot be struck. */
function Checks({
  plan: { checks, changes },
  struck,
  onStrike,
}: {
  readonly plan: Plan;
  readonly struck: ReadonlySet<string>;
  readonly onStrike: (words: string) => void;
}): JSX.Element {
  const kept = checks.filter(({ words }) => !struck.has(words));
  return (
    <fieldset>
      <legend>
        <strong>Tried in a browser before you get it</strong>
      </legend>
      <ul class="plan-checks">
        {checks.map(({ id, words }) => {
          const isKept = !struck.has(words);
          return (
            <li key={id}>
              <label>
                <input
                  type="checkbox"
                  checked={isKept}
                  disabled={isKept && kept.length === 1}
                  onChange={() => onStrike(words)}
                />
                <span>{visibleText(words)}</span>
                {changes?.checks_added?.includes(id) && <span class="badge badge-plain">new</span>}
              </label>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}

function Lines({
  title,
  lines,
  isGone = false,
}: {
  readonly title: string;
  readonly lines: readonly string[];
  readonly isGone?: boolean;
}): JSX.Element {
  return (
    <section>
      <h3>{title}</h3>
      <ul class={`plan-lines ${isGone ? 'plan-gone' : ''}`}>
        {lines.map((line) => (
          <li key={line}>{visibleText(line)}</li>
        ))}
      </ul>
    </section>
  );
}

const maxFeatureLength = 120;

function WishField({ onAdd }: { readonly onAdd: (wish: string) => void }): JSX.Element {
  const [wish, setWish] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    onAdd(wish);
    setWish('');
  };
  return (
    <form class="wish" onSubmit={submit}>
      <label class="visually-hidden" for="wish">
        Another feature
      </label>
      <input
        id="wish"
        class="input input-small"
        placeholder="Add a feature"
        maxLength={maxFeatureLength}
        value={wish}
        onInput={(event) => setWish(event.currentTarget.value)}
      />
      <button class="button button-small" type="submit" disabled={wish.trim() === ''}>
        Add
      </button>
    </form>
  );
}

function Foot({
  plan,
  edits,
  isBusy,
  onBuild,
  onChange,
}: Parameters<typeof PlanCard>[0] & { readonly edits: PlanEdits }): JSX.Element {
  const isEdited = hasEdits(edits);
  const { estimate } = plan;
  return (
    <div class="plan-foot">
      <dl class="plan-estimate">
        <dt>Time</dt>
        <dd>about {formatDuration(Math.ceil(estimate.seconds) * 1_000)}</dd>
        <dt>Model cost</dt>
        <dd>{estimate.usd === 0 ? 'none' : `about ${formatUsd(estimate.usd)}`}</dd>
      </dl>
      {isEdited && <p class="small muted">Gantry works your changes into the plan first.</p>}
      <button
        class="button button-main button-large"
        type="button"
        disabled={isBusy}
        onClick={() => (isEdited ? onChange(sayEdits(edits)) : onBuild())}
      >
        {buttonWords(plan, isBusy, isEdited)}
      </button>
    </div>
  );
}

function buttonWords({ fault }: Plan, isBusy: boolean, isEdited: boolean): string {
  if (isBusy) return 'One moment…';
  if (isEdited) return 'Update the plan';
  return fault === undefined ? 'Build it' : 'Try it, then fix it';
}
