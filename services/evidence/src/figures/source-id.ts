// Which sources made these numbers, or this report? A commit, or a commit and what has changed since. A commit of documents or tests is no other one.

import { execFileSync } from 'node:child_process';
import { createHash, type Hash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whose files can change a number of a run. */
export const RUN_SOURCES = ['packages/prequal/src', 'packages/simulator/src', 'services/evidence/src'];
/** The same for a report: what is made of the runs, and which failures are known. */
export const REPORT_SOURCES = [...RUN_SOURCES, 'packages/report/src', 'docs/deviations.json'];

export interface SourceId {
  /** Short id of the last commit that changed them, `-dirty` where they differ from it; `unknown` where none has them. */
  readonly commit: string;
  /** As `commit`, with a hash of the differences, or of all files where there is no commit: names the folder of the results. */
  readonly key: string;
  readonly dirty: boolean;
}

/** Of `sources` in the repository at `root`, or of the files there where it is in none, or in one that does not have them. */
export function sourceId(root: string, sources: readonly string[]): SourceId {
  const git = (...args: string[]) =>
    execFileSync('git', [...args, '--', ...sources], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 28,
    });
  const hash = createHash('sha256');
  let commit: string;
  try {
    commit = git('log', '-1', '--format=%h').trim();
  } catch {
    commit = '';
  }
  if (commit === '') return changedId('unknown', addFiles(hash, root, allFiles(root, sources)));
  const changed = git('diff', 'HEAD');
  const added = git('ls-files', '--others', '--exclude-standard').split('\n').filter(Boolean);
  if (changed === '' && added.length === 0) return { commit, key: commit, dirty: false };
  return changedId(`${commit}-dirty`, addFiles(hash.update(changed), root, added));
}

function changedId(commit: string, hash: Hash): SourceId {
  return { commit, key: `${commit}-${hash.digest('hex').slice(0, 12)}`, dirty: true };
}

function addFiles(hash: Hash, root: string, files: readonly string[]): Hash {
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash;
}

function allFiles(root: string, sources: readonly string[]): string[] {
  return sources
    .flatMap(source => globSync([source, `${source}/**/*.{ts,json}`], { cwd: root }))
    .filter(file => /\.(ts|json)$/.test(file) && !file.includes('node_modules'))
    .sort();
}
