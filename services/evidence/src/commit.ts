// Which code made these numbers?

import { execFileSync } from 'node:child_process';

/** Short id of the commit, `-dirty` where tracked files differ from it; `unknown` outside a repository. */
export function commitId(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const isDirty = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${isDirty ? '-dirty' : ''}`;
  } catch {
    return 'unknown';
  }
}
