import { describe, expect, it } from 'vitest';
import { type Pressed, readShortcut, shortcuts } from '../../web/shell/shortcuts.ts';

const pressed = (key: string, over: Partial<Pressed> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  ...over,
});
const reading = { isTyping: false, singleKeysOn: true };

describe('readShortcut', () => {
  it('opens the search by Ctrl K and ⌘ K, also while somebody types', () => {
    const typing = { isTyping: true, singleKeysOn: false };
    expect(readShortcut(pressed('k', { ctrlKey: true }), typing)).toBe('search');
    expect(readShortcut(pressed('K', { metaKey: true }), typing)).toBe('search');
  });

  it('leaves the browser its own', () => {
    expect(readShortcut(pressed('K', { ctrlKey: true, shiftKey: true }), reading)).toBeUndefined();
    expect(readShortcut(pressed('n', { ctrlKey: true }), reading)).toBeUndefined();
    expect(readShortcut(pressed('a', { altKey: true }), reading)).toBeUndefined();
    expect(readShortcut(pressed('constructor'), reading)).toBeUndefined();
  });

  it('takes single keys only where nobody types and while they are switched on', () => {
    expect(readShortcut(pressed('?', { shiftKey: true }), reading)).toBe('shortcuts');
    expect(readShortcut(pressed('?'), { ...reading, isTyping: true })).toBeUndefined();
    expect(readShortcut(pressed('?'), { ...reading, singleKeysOn: false })).toBeUndefined();
    expect(readShortcut(pressed('n', { isComposing: true }), reading)).toBeUndefined();
  });

  it('does what the list of shortcuts says', () => {
    for (const { keys, does } of shortcuts.filter(({ keys: [key] }) => /^(\w|\?)$/.test(key ?? '')))
      expect(readShortcut(pressed(keys[0]?.toLowerCase() ?? ''), reading), does).toBeDefined();
  });
});
