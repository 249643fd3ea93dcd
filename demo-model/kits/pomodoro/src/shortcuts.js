const shortcuts = { ' ': 'toggle', r: 'reset', s: 'skip' };

/** What a key does, or null; keys typed into fields and shortcuts of the browser are left alone. */
export const shortcutFor = ({
  key,
  ctrlKey = false,
  altKey = false,
  metaKey = false,
  isTyping = false,
  isOnButton = false,
}) => {
  if (ctrlKey || altKey || metaKey || isTyping) return null;
  if (key === ' ' && isOnButton) return null;
  const plain = key.toLowerCase();
  return Object.hasOwn(shortcuts, plain) ? shortcuts[plain] : null;
};
