import type { ComposeInput, KitFeature } from './kit.ts';

/** README.md of an app: what it is and does, how to open it, how to run its tests. */
export const describeApp = (input: ComposeInput, about: string, features: readonly KitFeature[]): string => {
  const chosen = features.filter((feature) => input.features.has(feature.id));
  const list = chosen.length === 0 ? '' : `\n${chosen.map((feature) => `- ${feature.title}`).join('\n')}\n`;
  return `# ${input.title}

${about}
${list}
Serve this folder with any static web server and open \`index.html\`; there is nothing to build or install. The logic is in
\`src/\`, without DOM; \`main.js\` is the page.

    node --test test/*.test.js
`;
};
