// How busy were the processes between two moments? CPU time over wall time, and the event loop of this process.

import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import type { ProcessLoad } from './run-record.ts';

/** A process that is watched. */
export interface WatchedProcess {
  readonly name: string;
  readonly pid: number;
}

/** Linux counts the CPU time of a process in these. */
const TICK_MS = 10;

/** Watches from its creation. */
export class CpuMeter {
  readonly #watched: readonly WatchedProcess[];
  readonly #startMs = performance.now();
  readonly #loop: EventLoopUtilization = performance.eventLoopUtilization();
  readonly #machine = machineMs();
  readonly #usedMs: ReadonlyMap<number, number | null>;

  constructor(watched: readonly WatchedProcess[]) {
    this.#watched = watched;
    this.#usedMs = new Map(watched.map(({ pid }) => [pid, cpuMs(pid)]));
  }

  /** The generator, which is this process, by its event loop; the others by CPU time, where the system tells it. */
  read(): { readonly processes: readonly ProcessLoad[]; readonly machineFraction: number | null } {
    const wallMs = performance.now() - this.#startMs;
    const { utilization } = performance.eventLoopUtilization(this.#loop);
    const others = this.#watched.map(({ name, pid }) => {
      const [before, now] = [this.#usedMs.get(pid) ?? null, cpuMs(pid)];
      return { name, coreFraction: before === null || now === null ? null : (now - before) / wallMs };
    });
    const { busyMs, totalMs } = machineMs();
    const machineTotalMs = totalMs - this.#machine.totalMs;
    return {
      processes: [{ name: 'generator', coreFraction: utilization }, ...others],
      machineFraction: machineTotalMs > 0 ? (busyMs - this.#machine.busyMs) / machineTotalMs : null,
    };
  }
}

/** User and system time of a process; null where the system does not tell it (it is not Linux, or the process is gone). */
function cpuMs(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields are counted after the name, which may hold blanks: 14 and 15 of the whole line.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return null;
  }
}

function machineMs(): { readonly busyMs: number; readonly totalMs: number } {
  const times = cpus().map(cpu => cpu.times);
  const totalMs = times.reduce(
    (sum, each) => sum + each.user + each.nice + each.sys + each.idle + each.irq,
    0,
  );
  return { totalMs, busyMs: totalMs - times.reduce((sum, each) => sum + each.idle, 0) };
}
