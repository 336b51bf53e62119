// Where does each id of a list stand? Many clients of one fleet share one table, which then stays in the processor's cache.

const known = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** Indices by id, ids that stand twice counted once. A list that is frozen always gets the same table. */
export function idIndexOf(ids: readonly string[]): ReadonlyMap<string, number> {
  const former = known.get(ids);
  if (former !== undefined) return former;
  const index = new Map<string, number>();
  for (const id of ids) if (!index.has(id)) index.set(id, index.size);
  if (Object.isFrozen(ids)) known.set(ids, index);
  return index;
}
