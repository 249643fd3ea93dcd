import type { Command } from 'commander';
import { addCommand, addGroup, type Run } from './command-tools.ts';

const apps = () => import('./apps.ts');
const data = () => import('./data.ts');
const secrets = () => import('./secrets.ts');

/** Apps, what they keep, and what a person decides about them. */
export function addAppCommands(program: Command, run: Run): void {
  const group = addGroup(program, 'apps', 'Your apps.');
  addCommand(group, 'list', {
    says: 'Your apps.',
    examples: ['gantry apps list', 'gantry apps list --deleted'],
  })
    .option('--deleted', 'those that can still be restored')
    .action((options: { deleted?: boolean }) =>
      run(async (context) => (await apps()).listApps(context, { deleted: options.deleted ?? false })),
    );
  addCommand(group, 'show <app>', { says: 'One app.', examples: ['gantry apps show recipes'] }).action(
    (app: string) => run(async (context) => (await apps()).showApp(context, app)),
  );
  addCommand(group, 'rename <app> <title...>', {
    says: 'Give an app another title; its address stays.',
    examples: ['gantry apps rename recipes "Our recipes"'],
  }).action((app: string, title: string[]) =>
    run(async (context) => (await apps()).renameApp(context, app, title.join(' '))),
  );
  addCommand(group, 'merge <app> <number>', {
    says: 'Merge a pull request, which makes what was tested live.',
    examples: ['gantry apps merge recipes 3'],
  }).action((app: string, number: string) =>
    run(async (context) => (await apps()).mergePull(context, app, number)),
  );
  addCommand(group, 'rollback <app> <mission>', {
    says: 'Make what an earlier mission built live again.',
    examples: ['gantry apps rollback recipes msn_01k2m3n4p5q6r7s8t9v0w1x2y3'],
  }).action((app: string, mission: string) =>
    run(async (context) => (await apps()).rollBack(context, app, mission)),
  );
  addRemovalCommands(group, run);
  addCommand(group, 'source <app>', {
    says: 'Save the source as a zip file: what is live, or else the newest that was tested.',
    examples: ['gantry apps source recipes', 'gantry apps source recipes --out backup.zip'],
  })
    .option('--out <file>', 'the file to write; the name of the app, unless said')
    .action((app: string, options: { out?: string }) =>
      run(async (context) => (await apps()).saveSource(context, app, options.out)),
    );
  addCommand(group, 'log <app>', {
    says: "What the app's functions printed last.",
    examples: ['gantry apps log recipes'],
  }).action((app: string) => run(async (context) => (await apps()).showAppLog(context, app)));
  addDataCommands(group, run);
  addSecretCommands(group, run);
}

function addRemovalCommands(group: Command, run: Run): void {
  addCommand(group, 'delete <app>', {
    says: 'Delete an app, its address and its data. It can be restored for 7 days.',
    examples: ['gantry apps delete recipes', 'gantry apps delete recipes --confirm recipes'],
  })
    .option('--confirm <app>', 'the name once more; without it you are asked')
    .action((app: string, options: { confirm?: string }) =>
      run(async (context) => (await apps()).deleteApp(context, app, options.confirm)),
    );
  addCommand(group, 'restore <app>', {
    says: 'Bring a deleted app back.',
    examples: ['gantry apps restore recipes'],
  }).action((app: string) => run(async (context) => (await apps()).restoreApp(context, app)));
}

/** Of the group `apps`, and by themselves. */
export function addDataCommands(parent: Command, run: Run): void {
  const group = addGroup(parent, 'data', "What an app's visitors left in it.");
  addCommand(group, 'tables <app>', {
    says: 'Its tables, and how many rows each has.',
    examples: ['gantry apps data tables recipes'],
  }).action((app: string) => run(async (context) => (await data()).listTables(context, app)));
  addCommand(group, 'rows <app> <table>', {
    says: 'The last 50 rows of a table.',
    examples: ['gantry apps data rows recipes ingredients'],
  }).action((app: string, table: string) =>
    run(async (context) => (await data()).listRows(context, app, table)),
  );
  addCommand(group, 'export <app>', {
    says: 'All of the data, as SQL.',
    examples: ['gantry apps data export recipes > recipes.sql'],
  }).action((app: string) => run(async (context) => (await data()).exportData(context, app)));
  addCommand(group, 'restore-points <app>', {
    says: 'Moments that the data can go back to.',
    examples: ['gantry apps data restore-points recipes'],
  }).action((app: string) => run(async (context) => (await data()).listRestorePoints(context, app)));
  addCommand(group, 'restore <app> <restore-point>', {
    says: 'Take the data back to a moment; what that undoes is kept as a restore point.',
    examples: ['gantry apps data restore recipes rp-1 --yes'],
  })
    .option('--yes', 'do not ask')
    .action((app: string, point: string, options: { yes?: boolean }) =>
      run(async (context) => (await data()).restoreData(context, app, point, options.yes ?? false)),
    );
}

/** Of the group `apps`, and by themselves. */
export function addSecretCommands(parent: Command, run: Run): void {
  const group = addGroup(parent, 'secrets', 'Values that an app asks for; they are never shown.');
  addCommand(group, 'list <app>', {
    says: 'The secrets that an app asks for, and whether they are set.',
    examples: ['gantry apps secrets list weather'],
  }).action((app: string) => run(async (context) => (await secrets()).listSecrets(context, app)));
  addCommand(group, 'set <app> <name>', {
    says: 'Set a secret, typed without being shown or from standard input.',
    examples: ['gantry apps secrets set weather WEATHER_KEY < key.txt'],
  }).action((app: string, name: string) =>
    run(async (context) => (await secrets()).setSecret(context, app, name)),
  );
  addCommand(group, 'remove <app> <name>', {
    says: "Remove a secret's value.",
    examples: ['gantry apps secrets remove weather WEATHER_KEY'],
  }).action((app: string, name: string) =>
    run(async (context) => (await secrets()).removeSecret(context, app, name)),
  );
}
