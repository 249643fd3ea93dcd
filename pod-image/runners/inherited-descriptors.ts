import { closeSync, readdirSync, readFileSync } from 'node:fs';

const closeOnExec = 0o2000000;
const lastStandard = 2;

/**
 * Closes every descriptor that this process would hand to its children: all that Node opens itself is closed at an exec, so what is left
 * over 2 came from whoever started it. Linux only; on macOS libuv hands on nothing that it was not told to.
 */
export function closeInheritedDescriptors(): void {
  for (const descriptor of openDescriptors())
    if (descriptor > lastStandard && outlivesExec(descriptor)) closeSync(descriptor);
}

function openDescriptors(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').map(Number);
}

function outlivesExec(descriptor: number): boolean {
  try {
    const info = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1');
    const flags = /^flags:\s*([0-7]+)/m.exec(info)?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
  } catch {
    // The one that listed the folder.
    return false;
  }
}
