const TAG = /(?<![\p{L}\p{N}_&/#])#(\p{L}[\p{L}\p{N}_-]{0,39})/gu;
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;

/** The tags of a note, in the order in which they first stand in it, in lower case; what stands in code is no tag. */
export function tagsOf(text) {
  const found = text.replace(CODE, ' ').matchAll(TAG);
  return [...new Set([...found].map(([, tag]) => tag.toLowerCase()))];
}

/** Every tag with the number of notes that hold it: the most used first, then by name. */
export function countTags(notes) {
  const counts = new Map();
  for (const note of notes) {
    for (const tag of tagsOf(note.text)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .sort((a, b) => b.count - a.count || a.tag.localeCompare(b.tag));
}

/** Notes that hold the tag; null stands for all notes. */
export function withTag(notes, tag) {
  return tag === null ? notes : notes.filter((note) => tagsOf(note.text).includes(tag));
}
