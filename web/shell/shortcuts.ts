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

/** A key press, as far as it says what is meant. */
export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
}

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
