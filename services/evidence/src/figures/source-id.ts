// Which sources made these numbers? A commit, or a commit and what has changed since. A commit of documents alone is no other one.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Folders whose files can change a number. */
const SOURCES = ['packages/prequal', 'packages/simulator', 'services/evidence'];

export interface SourceId {
  /** Short id of the last commit that changed them, `-dirty` where they differ from it; `unknown` outside a repository. */
  readonly commit: string;
  /** As `commit`, with a hash of the differences where there are any: names the folder of the results. */
  readonly key: string;
  readonly dirty: boolean;
}

/** Reads the repository at `root`. */
export function sourceId(root: string): SourceId {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 28,
    });
  let commit: string;
  try {
    commit = git('log', '-1', '--format=%h', '--', ...SOURCES).trim();
  } catch {
    return { commit: 'unknown', key: 'unknown', dirty: true };
  }
  const changed = git('diff', 'HEAD', '--', ...SOURCES);
  const added = git('ls-files', '--others', '--exclude-standard', '--', ...SOURCES)
    .split('\n')
    .filter(Boolean);
  if (changed === '' && added.length === 0) return { commit, key: commit, dirty: false };
  const hash = createHash('sha256').update(changed);
  for (const file of added) hash.update(file).update(readFileSync(`${root}/${file}`));
  return {
    commit: `${commit}-dirty`,
    key: `${commit}-dirty-${hash.digest('hex').slice(0, 12)}`,
    dirty: true,
  };
}
