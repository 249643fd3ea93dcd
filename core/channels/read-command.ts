/** What a text asks of the channel itself; anything else is a turn of the conversation. */
export type ChannelCommand =
  | { readonly kind: 'link'; readonly code: string }
  | { readonly kind: 'unlink' | 'new' | 'help' };

/** Reads `/link CODE` and its like, which alone are commands: a sentence never is. `/start CODE` is what a link to the bot says. */
export function readCommand(text: string): ChannelCommand | undefined {
  const [, name, rest = ''] = /^\/(link|start|unlink|new|help)(?:@\w+)?(?:\s+(\S+))?\s*$/.exec(text) ?? [];
  switch (name) {
    case 'link':
    case 'start':
      return rest === '' ? { kind: 'help' } : { kind: 'link', code: rest };
    case 'unlink':
    case 'new':
    case 'help':
      return rest === '' ? { kind: name } : undefined;
    default:
      return undefined;
  }
}
