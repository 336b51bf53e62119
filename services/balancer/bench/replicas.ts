// Three replicas that answer at once, with the real probe service and load trailers. Started by probing.ts.

import { TestReplica } from '../test/support/test-replica.ts';

const replicas = await Promise.all(['a', 'b', 'c'].map(name => TestReplica.start(name, { probe: 'real' })));
process.on('disconnect', () => process.exit(0));
process.send?.({ ids: replicas.map(({ id }) => id) });
