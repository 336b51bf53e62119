// Which seed does this run of the random tests use? `SEED=n` repeats one; every failure prints it.

export const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** How to run a failed test again. */
export const replay = `replay with SEED=${seed}`;
