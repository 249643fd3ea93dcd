import type { ComposeInput, KitFeature } from '../../kit.ts';

/** README.md of the notes app: what it does, how to open it, how to run its tests. */
export const describeKit = (input: ComposeInput, features: readonly KitFeature[]): string => {
  const chosen = features.filter((feature) => input.features.has(feature.id));
  const list = chosen.map((feature) => `- ${feature.title}`).join('\n');
  const kept = input.features.has('local-storage')
    ? 'Notes are kept in this browser and nowhere else.'
    : 'Notes last as long as the page is open.';
  return `# ${input.title}

Write, open and delete notes in Markdown. ${kept}
${list === '' ? '' : `\n${list}\n`}
Serve this folder with any static web server and open \`index.html\`. Modules in \`src/\` have no DOM in them;
\`main.js\` is the page.

    node --test test/*.test.js
`;
};
