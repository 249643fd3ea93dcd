import type { Command } from 'commander';
import { addCommand, addGroup, type Run } from './command-tools.ts';

const webhooks = () => import('./webhooks.ts');

const example = 'https://receiver.example.com/gantry';

/** The addresses that one's missions are told to. */
export function addWebhookCommands(program: Command, run: Run): void {
  const group = addGroup(program, 'webhooks', 'Addresses that are told what happens to your missions.');
  addCommand(group, 'list', {
    says: 'Your webhooks, how their deliveries go, and what was given up.',
    examples: ['gantry webhooks list'],
  }).action(() => run(async (context) => (await webhooks()).listWebhooks(context)));
  addCommand(group, 'add <url> [events...]', {
    says: 'Have events of your missions sent to an address: those that you name, or all. The secret that they are signed with is shown once.',
    examples: [
      `gantry webhooks add ${example}`,
      `gantry webhooks add ${example} mission-shipped mission-stopped mission-cancelled`,
    ],
  }).action((url: string, events: string[]) =>
    run(async (context) => (await webhooks()).addWebhook(context, url, events)),
  );
  addCommand(group, 'test <webhook>', {
    says: 'Send a test message to a webhook, named by its id or its address.',
    examples: [`gantry webhooks test ${example}`],
  }).action((named: string) => run(async (context) => (await webhooks()).testWebhook(context, named)));
  addCommand(group, 'rotate <webhook>', {
    says: 'Give a webhook a new secret, shown once; the one before it signs too for a day.',
    examples: [`gantry webhooks rotate ${example}`],
  }).action((named: string) => run(async (context) => (await webhooks()).rotateWebhook(context, named)));
  addCommand(group, 'remove <webhook>', {
    says: 'Remove a webhook: nothing more is sent.',
    examples: [`gantry webhooks remove ${example}`],
  }).action((named: string) => run(async (context) => (await webhooks()).removeWebhook(context, named)));
}
