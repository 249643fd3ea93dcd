/** Shorter words have too many neighbours that mean something else. */
const shortest = 7;

/** Whether a word is another one with a single slip of the keyboard: a letter too many, too few, wrong, or two that changed places. */
export function isNearly(word: string, meant: string): boolean {
  if (word.length < shortest || meant.length < shortest) return false;
  const at = [...word].findIndex((letter, index) => letter !== meant[index]);
  if (at === -1) return meant.length - word.length === 1;
  const [rest, wanted] = [word.slice(at), meant.slice(at)];
  return (
    rest.slice(1) === wanted.slice(1) ||
    rest.slice(1) === wanted ||
    rest === wanted.slice(1) ||
    (rest[0] === wanted[1] && rest[1] === wanted[0] && rest.slice(2) === wanted.slice(2))
  );
}
