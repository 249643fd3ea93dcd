/** What a message is about an app beside a change of it, as far as its form shows; undefined for any other. */
export type HeardIntent = 'undo' | 'new-app' | 'same-but' | 'fault' | 'greeting' | 'thanks' | undefined;

const lead = String.raw`^\s*(?:please\s+|now\s+|ok(?:ay)?,?\s+|hm+,?\s+|no,?\s+|(?:can|could|would|will)\s+(?:you|we|i)\s+(?:please\s+)?)*`;
const back = String.raw`(?:(?:to\s+)?(?:the\s+|my\s+|that\s+|this\s+|your\s+)?(?:last|latest|previous|earlier|old)\b|it\b|that\b|this\b|the\s+change|$|[.!?])`;
const undo = new RegExp(
  String.raw`${lead}(?:(?:undo|revert|roll\s?back|go\s+back|take\s+back|change\s+back)\s*${back}|(?:put|take|change|roll)\s+(?:it|that|this)\s+back\b)`,
  'i',
);
const sameBut = /\b(?:the\s+)?same\s+(?:thing\s+|app\s+|page\s+)?(?:but|again\s+but)\s+for\b/i;
const newApp =
  /\b(?:something\s+(?:new|else|different)|(?:another|a\s+new|a\s+different|a\s+second|new)\s+(?:app|project|one)|start\s+(?:a\s+)?(?:new|over|fresh|afresh|again)|from\s+scratch)\b/i;
const broken =
  /\b(?:(?:it|this|that|which|app|page|button|list|timer|board|form|\w+s?)\s+)?(?:doesn['’]?t|does\s+not|don['’]?t|do\s+not|isn['’]?t|is\s+not|aren['’]?t|are\s+not|won['’]?t|will\s+not|can['’]?t\s+be|cannot\s+be|didn['’]?t|did\s+not)\s+(?!need|have\s|matter|want|forget|change|add|build|remove|do\s+(?:it|that)|make|use|include|show\s+me|think|like|know|care|mind|bother|worry)\w+/i;
/** "Don't save" orders; "it doesn't save" and "tasks don't save" tell. */
const orders =
  /^\s*(?:please\s+|and\s+|but\s+|no,?\s+|i\s+|we\s+|you\s+)*(?:do\s+not|don['’]?t|didn['’]?t|did\s+not)\b/i;
const wrong =
  /\b(?:broken|buggy|a\s+bug|has\s+a\s+bug|stopped\s+working|not\s+working|nothing\s+happens|is\s+wrong|are\s+wrong|crashes|crashed|freezes|keeps?\s+(?:losing|forgetting)|disappears?|disappeared|vanish(?:es|ed)?|(?:is|are|gets?)\s+(?:gone|lost)|(?:loses|forgets|lost)\s+(?:my|the|all|every))\b/i;
const pastFailure = /\b(?:did|has)\s+(?:it|the|that|this)\b.*\b(?:fail|failed|go\s+wrong|work\s+out)\b/i;
const greeting =
  /^\s*(?:hi|hello|hey|hiya|howdy|good\s+(?:morning|afternoon|evening|day)|greetings)(?:\s+(?:there|gantry|you|all|everyone))?\s*[!.,?]*\s*$/i;
const thanks =
  /^\s*(?:thanks?|thank\s+you|thx|cheers|great|nice|cool|awesome|love\s+it|well\s+done|perfect)\b[^,;]*$/i;

/** Reads what a message is by its form; whatever it asks for is read elsewhere. */
export function readIntent(message: string): HeardIntent {
  if (greeting.test(message)) return 'greeting';
  if (undo.test(message)) return 'undo';
  if (sameBut.test(message)) return 'same-but';
  if (isFault(message)) return 'fault';
  if (newApp.test(message)) return 'new-app';
  return thanks.test(message) ? 'thanks' : undefined;
}

function isFault(message: string): boolean {
  if (pastFailure.test(message)) return false;
  return wrong.test(message) || (broken.test(message) && !orders.test(message));
}
