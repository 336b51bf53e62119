// Which seed does this run of the property tests use? `SEED=n` repeats one; every failure prints it.

export const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
