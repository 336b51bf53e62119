// Which code, on what machine? Facts that a reader needs to judge the numbers; no names of hosts or people.

import { execFileSync } from 'node:child_process';
import { cpus, platform, release, totalmem } from 'node:os';

export interface RunFacts {
  /** As `commitId` gives it. */
  readonly commit: string;
  readonly node: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
}

export function readFacts(): RunFacts {
  const all = cpus();
  return {
    commit: commitId(),
    node: process.version,
    processor: all[0]?.model.trim() || 'unknown',
    cores: all.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release().replace(/[^\d.].*$/, '')}`,
  };
}

/** Short id of the commit, `-dirty` where tracked files differ from it; `unknown` outside a repository. */
export function commitId(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const dirty = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${dirty ? '-dirty' : ''}`;
  } catch {
    return 'unknown';
  }
}
