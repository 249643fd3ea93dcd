import { maxSpokenLength } from '../../core/wire/http.ts';

/** The one slash command; what it does is a subcommand, so that whoever types its name sees all of them. */
export const slashCommand = 'gantry';
/** In the menu of a message, under Apps. */
export const messageCommand = 'Send to Gantry';

const textOption = (name: string, description: string, maxLength: number) => ({
  type: 3,
  name,
  description,
  required: true,
  max_length: maxLength,
});
const subcommand = (name: string, description: string, options: readonly object[] = []) => ({
  type: 1,
  name,
  description,
  options,
});

/** Where Gantry's bot is itself: servers that it was added to, and direct messages to it. Elsewhere it could not answer. */
const whereItCanAnswer = { integration_types: [0], contexts: [0, 1] };

/** What Discord is told to offer, in the form of its bulk overwrite. */
export const commands = [
  {
    type: 1,
    name: slashCommand,
    description: 'Say what you want built, and Gantry builds it',
    ...whereItCanAnswer,
    options: [
      subcommand('say', 'Say what you want built or changed', [
        textOption('words', 'In plain words', maxSpokenLength),
      ]),
      subcommand('link', 'Link your account in Gantry', [
        textOption('code', 'The link code from Account in Gantry', 200),
      ]),
      subcommand('new', 'Begin another conversation'),
      subcommand('unlink', 'Forget who you are here'),
      subcommand('help', 'How this works'),
    ],
  },
  { type: 3, name: messageCommand, ...whereItCanAnswer },
] as const;
