// Which replicas do the charts draw, and in which colour? Some at most; the first ones until somebody chooses.

import { MAX_SERIES, seriesColor } from './palette.js';

export class Charted {
  /** Replica by series; null = free. @type {(string | null)[]} */
  #series = new Array(MAX_SERIES).fill(null);
  #chosen = false;
  /** @type {(() => void)[]} */
  #listeners = [];

  get count() {
    return this.replicas.length;
  }

  /** @returns {readonly string[]} */
  get replicas() {
    return this.#series.filter(replica => replica !== null);
  }

  /** The name of its colour; null when it is not drawn. @param {string} replica @returns {string | null} */
  colorOf(replica) {
    const index = this.#series.indexOf(replica);
    return index < 0 ? null : seriesColor(index);
  }

  /** @param {() => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** Adds or removes one; the one that was added first gives way where all series are taken. @param {string} replica */
  toggle(replica) {
    this.#chosen = true;
    const index = this.#series.indexOf(replica);
    if (index >= 0) this.#series[index] = null;
    else {
      const free = this.#series.indexOf(null);
      this.#series[Math.max(0, free)] = replica;
    }
    this.#tell();
  }

  /** Follows the members. @param {readonly string[]} members */
  follow(members) {
    const there = new Set(members);
    let changed = false;
    this.#series.forEach((replica, index) => {
      if (replica === null || there.has(replica)) return;
      this.#series[index] = null;
      changed = true;
    });
    if (!this.#chosen) {
      for (const replica of members.slice(0, MAX_SERIES)) {
        if (this.#series.includes(replica)) continue;
        const free = this.#series.indexOf(null);
        if (free < 0) break;
        this.#series[free] = replica;
        changed = true;
      }
    }
    if (changed) this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}
