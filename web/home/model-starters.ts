/** What a connected model may be asked for: pages that keep their data in the browser, which every installation can build. */
export const modelStarters: readonly { readonly title: string; readonly prompt: string }[] = [
  {
    title: 'Split the bill',
    prompt: 'Build an app that splits the costs of a trip among friends and says who owes whom.',
  },
  {
    title: 'Recipe box',
    prompt: 'Build a recipe box with ingredients that scale to the number of people, tags and search.',
  },
  {
    title: 'Budget',
    prompt: 'Build a household budget with categories, a chart by month and CSV import and export.',
  },
  { title: 'Flash cards', prompt: 'Build flash cards with decks, spaced repetition and a daily count.' },
  {
    title: 'Floor plan',
    prompt: 'Build a floor plan editor: draw rooms, drag furniture, save plans and export an SVG.',
  },
  {
    title: 'Quiz night',
    prompt: 'Build a quiz night page: teams, rounds, a countdown for each question and a score board.',
  },
];
