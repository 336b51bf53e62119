// Which method names are told apart in spans? Clients invent names: the first ones count one by one, the rest as one.

const MAX_NAMES = 200;
const MAX_LENGTH = 255;
export const OTHER_METHOD = '_OTHER';

export interface MethodName {
  /** `pkg.Service/Method`, or `_OTHER`. */
  readonly name: string;
  /** What was called, where `name` does not say it. */
  readonly original?: string;
}

export class MethodNames {
  readonly #known = new Map<string, MethodName>();

  /** The name for the path `/pkg.Service/Method`. */
  of(path: string): MethodName {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const name = path.startsWith('/') ? path.slice(1) : path;
    if (this.#known.size >= MAX_NAMES || name.length > MAX_LENGTH) {
      return { name: OTHER_METHOD, original: name.slice(0, MAX_LENGTH) };
    }
    const added = { name };
    this.#known.set(path, added);
    return added;
  }
}
