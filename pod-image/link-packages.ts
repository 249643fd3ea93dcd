import { bakedPackages } from './programs/baked-packages.ts';
import { linkPackages } from './supervisor/work-folder.ts';

// Run while the image is built: its containers see the app's tree at /pod/tree, and look for packages beside it.
await linkPackages('/pod', '/gantry/node_modules', bakedPackages.node);
