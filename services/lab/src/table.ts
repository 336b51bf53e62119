// How do the balancers' views look on a screen? Lines of text from numbers; asks nobody, writes nowhere.

import type { ReplicaRow, ReplicasView } from './replicas-view.ts';

/** A balancer's name and view; null when it did not answer. */
export interface NamedView {
  readonly balancer: string;
  readonly view: ReplicasView | null;
}

/** A line and how it should stand out. */
export interface Line {
  readonly text: string;
  readonly style: 'plain' | 'head' | 'warn';
}

const COLUMNS = [
  ['replica', 24],
  ['state', 14],
  ['RIF', 5],
  ['estimate', 10],
  ['share', 9],
  ['p50', 9],
  ['p99', 9],
  ['errors', 8],
] as const;

/** The table of one balancer. `nameOf` gives a replica id the name that people know. */
export function tableLines({ balancer, view }: NamedView, nameOf: (id: string) => string): readonly Line[] {
  if (view === null) return [{ text: `${balancer} does not answer`, style: 'warn' }];
  const head = row([balancer, ...COLUMNS.slice(1).map(([title]) => title)]);
  const rows = view.replicas.map(
    (each): Line => ({
      text: row([nameOf(each.replica), each.state, ...numbers(each)]),
      style: each.state === 'available' ? 'plain' : 'warn',
    }),
  );
  return [{ text: head, style: 'head' }, ...rows, { text: rulesText(view), style: 'plain' }];
}

/** Above this many replicas a line says what is common and what stands out, not each. */
const MOST_IN_A_LINE = 8;

/** The same in one line, for output that is not a screen. */
export function plainLine({ balancer, view }: NamedView, nameOf: (id: string) => string): string {
  if (view === null) return `${balancer} does not answer`;
  if (view.replicas.length > MOST_IN_A_LINE)
    return `${balancer}: ${fleetText(view, nameOf)}; ${rulesText(view)}`;
  const parts = view.replicas.map(each => {
    const [rif, estimate, share, p50, p99] = numbers(each);
    return `${nameOf(each.replica)} ${each.state}: RIF ${rif}, estimate ${estimate}, share ${share}, p50 ${p50}, p99 ${p99}`;
  });
  return `${[...parts, rulesText(view)].join('; ')}`;
}

/** `30 replicas available; RIF 0 to 5; share 1.2 % (backend-1-2) to 5.0 % (backend-1-3); p99 up to 900 ms` */
function fleetText({ replicas }: ReplicasView, nameOf: (id: string) => string): string {
  const states = new Map<string, number>();
  for (const { state } of replicas) states.set(state, (states.get(state) ?? 0) + 1);
  const rifs = replicas.flatMap(({ rif }) => rif ?? []);
  const byShare = replicas
    .flatMap(({ replica, share }) => (share === null ? [] : [{ name: nameOf(replica), share }]))
    .sort((one, other) => one.share - other.share);
  const [least, most] = [byShare[0], byShare.at(-1)];
  const share = (each: { name: string; share: number }) =>
    `${(each.share * 100).toFixed(1)} % (${each.name})`;
  return [
    `${[...states].map(([state, count]) => `${count} ${state}`).join(', ')}`,
    ...(rifs.length > 0 ? [`RIF ${Math.min(...rifs)} to ${Math.max(...rifs)}`] : []),
    ...(least && most ? [`share ${share(least)} to ${share(most)}`] : []),
    `p99 up to ${ms(Math.max(...replicas.map(({ p99Ms }) => p99Ms ?? 0)))}`,
    `errors ${replicas.reduce((sum, { errors }) => sum + errors, 0)}`,
  ].join('; ');
}

function numbers(each: ReplicaRow): readonly string[] {
  const share = each.share === null ? '-' : `${(each.share * 100).toFixed(1)} %`;
  return [
    String(each.rif ?? '-'),
    ms(each.latencyMs),
    share,
    ms(each.p50Ms),
    ms(each.p99Ms),
    String(each.errors),
  ];
}

function rulesText({ rules }: ReplicasView): string {
  const counts = Object.entries(rules).flatMap(([rule, count]) => (count > 0 ? [`${rule} ${count}`] : []));
  return `picks by rule: ${counts.join(', ') || 'none yet'}`;
}

/** Replica and state stand left, numbers right. */
function row(cells: readonly string[]): string {
  return cells
    .map((cell, at) => {
      const width = COLUMNS[at]?.[1] ?? 9;
      return at < 2 ? cell.padEnd(width) : cell.padStart(width);
    })
    .join('');
}

function ms(value: number | null): string {
  return value === null ? '-' : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
