const switchKey = 'gantry.single-keys';

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
