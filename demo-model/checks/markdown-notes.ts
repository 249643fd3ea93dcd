import type { KitCheck } from '../kit-checks.ts';

const write = (text: string): readonly string[] => [
  'click New note | Write a note',
  `fill Text of the note | Note = ${text}`,
];

/** What is tried on notes in Markdown. */
export const markdownNotesChecks: readonly KitCheck[] = [
  {
    words: 'What I write is listed as a note.',
    steps: [...write('Shopping list'), 'see Shopping list in Notes'],
  },
  {
    words: 'A second note does not replace the first.',
    steps: [
      ...write('Shopping list'),
      ...write('Travel plans'),
      'see Shopping list in Notes',
      'see Travel plans in Notes',
    ],
  },
  {
    words: 'A note that I delete is gone, and the other stays.',
    steps: [
      ...[...write('Shopping list'), ...write('Travel plans')],
      ...['click Delete note', 'see Shopping list in Notes', 'gone Travel plans in Notes'],
    ],
  },
  {
    of: 'preview',
    words: 'What I write is shown as it will look.',
    steps: [...write('Buy **milk** today'), 'see Buy milk today in Preview'],
  },
  {
    of: 'search',
    words: 'Search shows the note that I look for and hides the others.',
    steps: [
      ...[...write('Shopping list'), ...write('Travel plans')],
      ...['fill Search notes | Search = travel', 'see Travel plans in Notes', 'gone Shopping list in Notes'],
    ],
  },
  {
    of: 'tags',
    words: 'A tag shows its notes and hides the others.',
    steps: [
      ...[...write('Shopping list #kitchen'), ...write('Travel plans')],
      ...['click #kitchen | kitchen', 'see Shopping list in Notes', 'gone Travel plans in Notes'],
    ],
  },
  {
    of: 'pin',
    words: 'I can pin a note.',
    steps: [...write('Shopping list'), 'click Pin note | Pin', 'changes Pin note | Unpin note'],
  },
  {
    of: 'export',
    words: 'I can take a note with me as a file.',
    steps: [...write('Shopping list'), 'download Export as Markdown | Export holds Shopping list'],
  },
  {
    of: 'word-count',
    words: 'The words of a note are counted.',
    steps: [...write('one two three'), 'see 3 words'],
  },
  {
    of: 'local-storage',
    words: 'A note is still there after a reload.',
    steps: [...write('Shopping list'), 'reload', 'see Shopping list in Notes'],
  },
  { of: 'dark-mode', words: 'I can switch to dark.', steps: ['click Dark mode', 'changes Dark mode'] },
];
