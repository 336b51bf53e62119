// Who is in the fleet: SERVER_URLS as replicas, names resolved again and again. It knows no connection and no load.

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Log } from 'program';
import { hostPort, type ServerUrl } from './server-url.ts';

/** One replica: its id and where it is reached. */
export interface Member {
  /** `host:port` as configured; `ip:port` when the name has several addresses. */
  readonly id: string;
  /** The address; the name itself until it was resolved. */
  readonly host: string;
  readonly port: number;
  /** As configured: the name that many replicas may share. */
  readonly configuredHost: string;
}

/** Addresses of a name; rejects or answers with none when there are none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface MembersOptions {
  readonly urls: readonly ServerUrl[];
  readonly refreshMs: number;
  readonly resolve: Resolve;
  /** Uniform in [0, 1), for jitter. */
  readonly random: () => number;
  readonly log: Log;
  /** The set is new; called once at the start, and on every change. */
  onChange(members: readonly Member[]): void;
}

const JITTER = 0.2;

/** All addresses by the system's resolver, of one family: a machine with an IPv4 and an IPv6 address is one replica. */
export async function resolveByDns(host: string): Promise<readonly string[]> {
  const answers = await lookup(host, { all: true });
  const family = answers.some(answer => answer.family === 4) ? 4 : 6;
  return answers.filter(answer => answer.family === family).map(answer => answer.address);
}

/** Keeps the set. A name that fails to resolve, or has no address, keeps the addresses that it had. */
export class Members {
  readonly #options: MembersOptions;
  readonly #addresses = new Map<string, readonly string[]>();
  readonly #failing = new Set<string>();
  #shown = '';
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: MembersOptions) {
    this.#options = options;
  }

  /** Announces the set as configured, then resolves the names for ever. */
  start(): void {
    this.#announce();
    if (this.#names().length > 0) void this.#run();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** Resolves every name once and announces what changed. */
  async refresh(): Promise<void> {
    await Promise.all(this.#names().map(host => this.#resolve(host)));
    if (!this.#closed) this.#announce();
  }

  async #run(): Promise<void> {
    await this.refresh();
    if (this.#closed) return;
    const { refreshMs, random } = this.#options;
    const waitMs = refreshMs * (1 + JITTER * (random() - 0.5));
    this.#timer = setTimeout(() => void this.#run(), waitMs);
    this.#timer.unref();
  }

  /** Names to resolve. `localhost` is the system's own business: it has two addresses and is one machine. */
  #names(): string[] {
    const hosts = this.#options.urls.map(url => url.host);
    return [...new Set(hosts)].filter(host => isIP(host) === 0 && host !== 'localhost');
  }

  async #resolve(host: string): Promise<void> {
    const { resolve, log } = this.#options;
    try {
      const addresses = [...new Set(await resolve(host))].sort();
      if (addresses.length === 0) throw new Error('no address');
      this.#addresses.set(host, addresses);
      if (this.#failing.delete(host)) log.info(`name ${host} resolves again: ${addresses.join(', ')}`);
    } catch (error) {
      if (this.#failing.has(host)) return;
      this.#failing.add(host);
      const kept = this.#addresses.get(host)?.join(', ') ?? 'none so far';
      log.warn(`name ${host} does not resolve (${(error as Error).message}); kept: ${kept}`);
    }
  }

  #announce(): void {
    const members = new Map<string, Member>();
    for (const url of this.#options.urls)
      for (const member of this.#membersOf(url)) members.set(member.id, member);
    const list = [...members.values()];
    const shown = list.map(({ id, host }) => `${id}=${host}`).join(',');
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#options.onChange(list);
  }

  #membersOf({ host, port }: ServerUrl): Member[] {
    const addresses = this.#addresses.get(host) ?? [];
    const only = addresses.length <= 1;
    if (only) return [{ id: hostPort(host, port), host: addresses[0] ?? host, port, configuredHost: host }];
    return addresses.map(address => ({
      id: hostPort(address, port),
      host: address,
      port,
      configuredHost: host,
    }));
  }
}
