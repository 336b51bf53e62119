// Where randomness comes from: an argument, never the platform. One root seed, child streams by name.

/** A stream of random numbers. */
export interface Rng {
  /** Uniform in [0, 1). */
  float(): number;
  /** Uniform integer in [0, bound); bound at least 1. */
  int(bound: number): number;
  /** An independent stream: the same seed and name always give the same stream, however much of this one was drawn. */
  child(name: string): Rng;
}

const TWO_32 = 2 ** 32;

/** Mixes a name into a seed (FNV-1a, 32 bits), so that child streams are independent of each other and of draw order. */
function mix(seed: number, name: string): number {
  let hash = (seed ^ 0x811c9dc5) >>> 0;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** The sfc32 generator (C. Doty-Humphrey, PractRand): 128 bits of state, passes BigCrush, fast in JavaScript. */
class Sfc32 implements Rng {
  readonly #seed: number;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#a = this.#seed;
    this.#b = Math.imul(this.#seed, 0x9e3779b1) | 0;
    this.#c = 0x6a09e667;
    for (let i = 0; i < 12; i++) this.#next();
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  float(): number {
    return this.#next() / TWO_32;
  }

  int(bound: number): number {
    return Math.floor(this.float() * bound);
  }

  child(name: string): Rng {
    return new Sfc32(mix(this.#seed, name));
  }
}

/** A stream that replays from `seed`, an integer (its low 32 bits count). */
export function createRng(seed: number): Rng {
  return new Sfc32(seed);
}
