import type { CheckStep } from '../../../core/wire/check.ts';
import { type AriaNode, nodesOf } from '../match/aria-node.ts';
import { choiceName, findChoice } from '../match/find-choice.ts';
import { alternativesOf, findControl } from '../match/find-control.ts';
import { nameScore } from '../match/name-score.ts';
import { held, notFound, type StepVerdict, type Trial, until, visitorOf, wrong } from '../trial.ts';
import { press, reasonOf, said, type, waitForControl } from './act-on-control.ts';

type ChooseStep = Extract<CheckStep, { do: 'choose' }>;

const optionFor = (node: AriaNode, value: string): AriaNode | undefined =>
  findChoice(
    [...nodesOf(node)].filter(({ role }) => role === 'option'),
    value,
    0.5,
  );

/** The select that is meant and has the value: by its name, or as the only one that has it. */
export function selectFor(
  tree: AriaNode,
  { what, value }: Pick<ChooseStep, 'what' | 'value'>,
): AriaNode | undefined {
  const selects = [...nodesOf(tree)].filter(
    (node) => node.role === 'combobox' && !node.isDisabled && optionFor(node, value) !== undefined,
  );
  const named = selects
    .map((node) => ({
      node,
      score: Math.max(...alternativesOf(what).map((text) => nameScore(text, node.name))),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score)[0];
  return named?.node ?? (selects.length === 1 ? selects[0] : undefined);
}

/** Chooses a value: in a select, among buttons that exclude each other, or in what opens when the control is clicked. */
export async function choose(trial: Trial, step: ChooseStep): Promise<StepVerdict> {
  const found = await waitForControl(trial, 'choose', (tree) => targetOf(tree, step, trial.lastRef));
  if (found === undefined)
    return notFound(
      `nothing called ${said(step.what)} with the value ${JSON.stringify(step.value)} is there`,
    );
  const { control, locator } = found;
  const option = control.role === 'combobox' ? optionFor(control, step.value) : undefined;
  if (option !== undefined) {
    try {
      await locator.selectOption({ label: choiceName(option) }, { timeout: trial.stepMs });
      return held;
    } catch (error) {
      return wrong(`it cannot be chosen: ${reasonOf(error)}`);
    }
  }
  if (['textbox', 'spinbutton', 'slider'].includes(control.role)) return type(trial, locator, step.value);
  const pressed = await press(trial, locator, control);
  const isOpener = control.role === 'combobox' || nameScore(step.value, control.name) === 0;
  return pressed.kind === 'held' && isOpener ? chooseOpened(trial, step) : pressed;
}

function targetOf(tree: AriaNode, step: ChooseStep, nearRef: string | undefined): AriaNode | undefined {
  const { what, value } = step;
  return (
    selectFor(tree, step) ??
    exclusiveFor(tree, step) ??
    findControl(tree, { use: 'choose', what, nearRef }) ??
    findControl(tree, { use: 'tick', what: value, nearRef }) ??
    findControl(tree, { use: 'click', what: value, nearRef }) ??
    findControl(tree, { use: 'click', what, nearRef })
  );
}

/** A radio button, tab or pressed button of the value, in the group that is meant where there are several. */
function exclusiveFor(tree: AriaNode, { what, value }: ChooseStep): AriaNode | undefined {
  const groups = [...nodesOf(tree)].filter(
    ({ role, name }) => ['radiogroup', 'group', 'tablist', 'toolbar'].includes(role) && name !== '',
  );
  const group = groups.find(({ name }) => alternativesOf(what).some((text) => nameScore(text, name) > 0));
  return (
    (group && findControl(group, { use: 'click', what: value })) ??
    findChoice(
      [...nodesOf(tree)].filter(({ role, isDisabled }) => role === 'radio' && !isDisabled),
      value,
      0.6,
    )
  );
}

const choosable = new Set(['option', 'menuitem', 'menuitemradio', 'radio', 'button']);

async function chooseOpened(trial: Trial, { value }: ChooseStep): Promise<StepVerdict> {
  const choice = await until(trial, (tree) =>
    findChoice(
      [...nodesOf(tree)].filter(({ role, ref }) => ref !== undefined && choosable.has(role)),
      value,
      0.5,
    ),
  );
  if (choice?.ref === undefined)
    return notFound(`no choice called ${JSON.stringify(value)} is there, or several could be meant`);
  const visitor = await visitorOf(trial);
  return press(trial, visitor.page().getByRef(choice.ref), choice);
}
