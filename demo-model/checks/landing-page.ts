import type { KitCheck } from '../kit-checks.ts';

/** What is tried on a landing page. */
export const landingPageChecks: readonly KitCheck[] = [
  { words: 'The page shows itself down to its foot.', steps: ['see Back to the top'] },
  { words: 'It says that it sets no cookies.', steps: ['see No cookies'] },
  { of: 'countdown', words: 'The time is counted down.', steps: ['see Counting down'] },
  { of: 'offers', words: 'It says what is on offer.', steps: ['see What we do'] },
  { of: 'pricing', words: 'Prices are shown.', steps: ['see Prices'] },
  {
    of: 'testimonials',
    words: 'A word that I leave is shown.',
    steps: [
      ...['fill What was it like? | Your word = Friendly and quick', 'fill Signed | Name = Ada'],
      ...['click Leave a word | Send', 'see Friendly and quick'],
    ],
  },
  {
    of: 'faq',
    words: 'I can look for a question.',
    steps: ['see Questions', 'fill Find a question | Search = zzzz', 'see No question matches'],
  },
  {
    of: 'contact',
    words: 'A message without an address is not sent.',
    steps: [
      ...['fill Your name | Name = Ada', 'fill Your message | Message = Hello'],
      ...['click Open in mail program | Send', 'changes Your e-mail address | Contact | Write to us'],
    ],
  },
  { of: 'dark-mode', words: 'I can switch to dark.', steps: ['click Dark mode', 'changes Dark mode'] },
];
