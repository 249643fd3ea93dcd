/** Words that people take for one another on a control. Few on purpose: each pair here can also confuse two controls. */
const groups: readonly (readonly string[])[] = [
  ['add', 'new', 'create', 'insert', 'plus', '+', '➕', '＋'],
  ['save', 'submit', 'confirm', 'ok', 'apply', 'update'],
  ['send', 'post', 'submit', 'publish', 'share', 'sign'],
  ['delete', 'remove', 'trash', 'erase', 'discard', 'bin', '🗑', '✕', '✖', '×', '❌', '✗', 'x'],
  ['clear', 'reset', 'ac', 'c', 'ce', 'erase'],
  ['edit', 'change', 'rename', 'modify', 'update', '✎', '✏', '🖉'],
  ['search', 'find', 'lookup', 'filter', '🔍', '🔎'],
  ['start', 'begin', 'play', 'go', 'run', '▶'],
  ['pause', 'hold', 'stop', '⏸', '⏹'],
  ['resume', 'continue', 'unpause'],
  ['restart', 'reset', 'again', 'replay', '↺', '⟲'],
  ['next', 'forward', 'continue', '→', '›', '»', '▶'],
  ['previous', 'prev', 'back', '←', '‹', '«', '◀'],
  ['settings', 'preferences', 'options', '⚙'],
  ['close', 'dismiss', 'cancel', '✕', '×'],
  ['dark', 'theme', 'night', 'appearance', '🌙', '☾', '🌓', '🌗'],
  ['light', 'theme', 'day', '☀'],
  ['calculate', 'compute', 'equals', '=', '＝'],
  ['convert', 'calculate'],
  ['generate', 'create', 'make'],
  ['plus', '+', 'addition', 'add', '＋'],
  ['minus', '-', '−', '–', 'subtract'],
  ['multiply', 'times', '×', '*', '✕', 'x', '∗', '⋅', '·'],
  ['divide', '÷', '/', '∕', 'divided'],
  ['point', 'decimal', '.', 'comma'],
  ['done', 'complete', 'completed', 'finish', 'finished', 'check', 'tick', 'mark', 'toggle', '✓', '✔'],
  ['flip', 'show', 'reveal', 'turn'],
  ['guess', 'try'],
  ['roll', 'throw'],
  ['vote', 'upvote', 'choose'],
  ['download', 'export'],
  ['upload', 'import'],
  ['name', 'title', 'label', 'called'],
  ['text', 'message', 'note', 'comment', 'content', 'body', 'description', 'details', 'notes'],
  ['amount', 'price', 'cost', 'value', 'sum', 'bill'],
  ['amount', 'quantity', 'qty', 'number', 'count', 'value'],
  ['date', 'day', 'when', 'due', 'deadline'],
  ['category', 'type', 'kind'],
  ['mail', 'email', 'e-mail'],
  ['phone', 'telephone', 'tel', 'mobile', 'number'],
  ['password', 'passphrase'],
  ['task', 'todo', 'item', 'entry'],
  ['item', 'product', 'thing', 'entry'],
  ['card', 'task', 'note'],
  ['from', 'source'],
  ['to', 'into', 'target'],
  ['result', 'answer', 'output'],
  ['tablespoon', 'tbsp'],
  ['teaspoon', 'tsp'],
  ['gram', 'gramme', 'g'],
  ['kilogram', 'kilo', 'kg'],
  ['ounce', 'oz'],
  ['pound', 'lb'],
  ['litre', 'liter', 'l'],
  ['millilitre', 'milliliter', 'ml'],
  ['metre', 'meter', 'm'],
  ['kilometre', 'kilometer', 'km'],
  ['mile', 'mi'],
  ['inch', 'in'],
  ['foot', 'feet', 'ft'],
  ['celsius', 'centigrade', 'c'],
  ['fahrenheit', 'f'],
  ['hour', 'hr', 'h'],
  ['minute', 'min'],
  ['second', 'sec'],
  ['colour', 'color'],
];

const groupsOf = new Map<string, number[]>();
groups.forEach((words, index) => {
  for (const word of words) groupsOf.set(stem(word), [...(groupsOf.get(stem(word)) ?? []), index]);
});

/** A word without its common English endings, so that `adding` and `added` are `add`; only for comparing. */
export function stem(word: string): string {
  const short = word
    .replace(/ies$/, 'y')
    .replace(/(ss|x|ch|sh)es$/, '$1')
    .replace(/([^s])s$/, '$1');
  const bare = short.replace(/(?<=[a-z]{3})(?:ing|ed)$/, '').replace(/([b-df-hj-np-rtv-z])\1$/, '$1');
  return bare.length > 3 ? bare.replace(/e$/, '') : bare;
}

/** How nearly two words are the same: 1, 0.95 for one stem, 0.7 for two of a group, else 0. */
export function wordLikeness(left: string, right: string): number {
  if (left === right) return 1;
  const [one, other] = [stem(left), stem(right)];
  if (one === other) return 0.95;
  const shared = groupsOf.get(one)?.some((group) => groupsOf.get(other)?.includes(group));
  return shared === true ? 0.7 : 0;
}

const deleting = new Set(
  [
    'delete',
    'remove',
    'clear',
    'erase',
    'trash',
    'discard',
    'reset',
    'bin',
    '🗑',
    '✕',
    '✖',
    '×',
    '❌',
    '✗',
  ].map(stem),
);

/** Whether a word says that something is taken away. */
export const isDeleting = (word: string): boolean => deleting.has(stem(word));
