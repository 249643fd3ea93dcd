import type { CheckStep } from '../wire/check.ts';

/** Something that a page shows under a name, as its snapshot tells of it. */
export interface PageControl {
  readonly role: string;
  readonly name: string;
}

const line = /^\s*- '?([a-z]+) ("(?:[^"\\]|\\.)*")/;
/** A page says no more of itself than a person could look through. */
const maxControls = 80;
const maxNameLength = 120;

/** What a snapshot of a page names, each once, in the order of the page; a line that was cut is left out. */
export function controlsIn(snapshot: string): readonly PageControl[] {
  const found = snapshot.split('\n').flatMap((text): PageControl[] => {
    const [, role, quoted] = line.exec(text) ?? [];
    const name = quoted === undefined ? '' : unquote(quoted);
    return role === undefined || name === '' || name.length > maxNameLength ? [] : [{ role, name }];
  });
  const keys = found.map(({ role, name }) => `${role} ${name}`);
  return found.filter((_, index) => keys.indexOf(keys[index] as string) === index).slice(0, maxControls);
}

/** What several snapshots name, each once, as lines such as `button "Add"`; no more than one page may name. */
export const namesIn = (snapshots: readonly string[]): readonly string[] =>
  controlsIn(snapshots.join('\n')).map(({ role, name }) => `${role} ${JSON.stringify(name)}`);

/** A line that needs quotes of its own doubles the single ones. */
function unquote(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1').replaceAll("''", "'").trim();
}

const fields = ['textbox', 'searchbox', 'spinbutton', 'combobox', 'slider'];
const pressed = ['button', 'link', 'menuitem', 'tab', 'checkbox', 'switch', 'radio', 'option', 'treeitem'];
const lists = ['combobox', 'listbox', 'radiogroup', 'group', 'menu', 'tablist', 'button'];
const ticked = ['checkbox', 'switch', 'radio', 'menuitemcheckbox', 'button'];

/** The roles that a step can act on; undefined for every one. */
const rolesFor: Readonly<Partial<Record<CheckStep['do'], readonly string[]>>> = {
  fill: fields,
  click: pressed,
  choose: lists,
  tick: ticked,
};

/** The controls that a step of this kind could have meant. */
export function controlsFor(step: CheckStep, snapshot: string): readonly PageControl[] {
  const roles = rolesFor[step.do];
  return controlsIn(snapshot).filter(({ role }) => roles === undefined || roles.includes(role));
}
