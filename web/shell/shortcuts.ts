const switchKey = 'gantry.single-keys';

/** What a shortcut opens. */
export type ShortcutAct = 'search' | 'shortcuts' | 'home' | 'apps' | 'missions';

/** Every shortcut as people are told it. */
export const shortcuts: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Ctrl K', '⌘ K', '/'], does: 'Search' },
  { keys: ['N'], does: 'New app' },
  { keys: ['A'], does: 'Apps' },
  { keys: ['M'], does: 'Missions' },
  { keys: ['?'], does: 'These shortcuts' },
  { keys: ['Enter'], does: 'Send what you wrote' },
  { keys: ['Shift Enter'], does: 'A new line' },
  { keys: ['Esc'], does: 'Close' },
];

const singleKeys: Readonly<Record<string, ShortcutAct>> = {
  '/': 'search',
  '?': 'shortcuts',
  n: 'home',
  a: 'apps',
  m: 'missions',
};

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'>;

/** What a key press asks for: Ctrl K anywhere; single keys only where nobody is typing, and only while they are switched on. */
export function readShortcut(
  pressed: Pressed,
  { isTyping, singleKeysOn }: { readonly isTyping: boolean; readonly singleKeysOn: boolean },
): ShortcutAct | undefined {
  const { key, ctrlKey, metaKey, altKey, shiftKey, isComposing } = pressed;
  if (isComposing || altKey) return undefined;
  if (ctrlKey || metaKey) return key.toLowerCase() === 'k' && !shiftKey ? 'search' : undefined;
  if (isTyping || !singleKeysOn || !Object.hasOwn(singleKeys, key)) return undefined;
  return singleKeys[key];
}

/** Whether a key that is pressed there writes something. */
export function isTypingIn(element: Element | null): boolean {
  return element?.closest('input, textarea, select, [contenteditable], dialog') != null;
}

/** Whether shortcuts of a single key are wanted on this device; they are until somebody says no. */
export function areSingleKeysOn(): boolean {
  try {
    return localStorage.getItem(switchKey) !== 'no';
  } catch {
    return true;
  }
}

/** Remembers that on this device. */
export function keepSingleKeys(areOn: boolean): void {
  try {
    localStorage.setItem(switchKey, areOn ? 'yes' : 'no');
  } catch {
    // Nothing can be kept here; they stay on.
  }
}
