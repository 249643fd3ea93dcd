const named = {
  Enter: '=',
  '=': '=',
  Escape: 'clear',
  Delete: 'clear',
  Backspace: 'back',
  ',': '.',
  x: '*',
  X: '*',
  '×': '*',
  '÷': '/',
  '−': '-',
};

/** The calculator key that a key of the keyboard stands for, or null; shortcuts with Ctrl, Alt or Meta stay the browser's. */
export const keyFor = ({ key, ctrlKey = false, altKey = false, metaKey = false }) => {
  if (ctrlKey || altKey || metaKey) return null;
  if (/^[\d.+\-*/%^()]$/.test(key)) return key;
  return Object.hasOwn(named, key) ? named[key] : null;
};
