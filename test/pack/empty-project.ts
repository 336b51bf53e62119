// A project of somebody else's: nothing in it but what is installed, on a Node of its own.

import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Running, run, runUntil } from './run.ts';

const INSTALL_MS = 120_000;
const PROGRAM_MS = 20_000;

export class EmptyProject {
  readonly folder = mkdtempSync(join(realpathSync(tmpdir()), 'prequal-pack-'));

  /** Folder of an installed package. */
  installed(name: string): string {
    return join(this.folder, 'node_modules', name);
  }

  /** A program that an installed package brings. */
  program(name: string): string {
    return join(this.folder, 'node_modules', '.bin', name);
  }

  /** The registry and the cache are those of this user's npm. */
  async install(packages: readonly string[]): Promise<void> {
    // npm 12 runs no install script that is not allowed, and the package `node` is nothing but its script.
    this.write(
      'package.json',
      JSON.stringify({ private: true, type: 'module', allowScripts: { node: true } }),
    );
    const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages];
    await run('npm', args, { cwd: this.folder, limitMs: INSTALL_MS });
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** Output of a program that must end by itself, and well. */
  run(command: string, ...args: readonly string[]): Promise<string> {
    return run(command, args, { cwd: this.folder, limitMs: PROGRAM_MS });
  }

  /** A program that goes on, once it has written `ready`. */
  runUntil(ready: string, command: string, ...args: readonly string[]): Promise<Running> {
    return runUntil(ready, command, args, { cwd: this.folder, limitMs: PROGRAM_MS });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
