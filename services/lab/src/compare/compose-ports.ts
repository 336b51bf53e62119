// Where Compose publishes the fleet of a comparison: flags over the variables of the Compose files over their defaults.

import { integer } from 'program';

const PORT = 50_050;
const ADMIN_PORT = 9901;
const BALANCER_STEP = 1000;
const MAX_PORT = 65_535;

/** The first balancer's ports, as flags ask for them; null where they do not. The others are counted from them. */
export interface PortFlags {
  readonly port: number | null;
  readonly adminPort: number | null;
}

export interface ComposePorts {
  /** Admin ports of the balancers. */
  readonly admin: readonly number[];
  /** Control ports of the backends. */
  readonly control: readonly number[];
  /** Every published port, by its variable in the Compose files. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Throws PrequalConfigError where a variable holds no port. An empty one counts as unset. */
export function composePorts(
  { balancers, backends }: { readonly balancers: number; readonly backends: number },
  flags: PortFlags,
  environment: Readonly<Record<string, string | undefined>>,
): ComposePorts {
  const variables: Record<string, string> = {};
  const publish = (variable: string, flag: number | null, base: number, offset: number): number => {
    const text = environment[variable];
    const port =
      flag === null && text ? integer(base, 1, MAX_PORT, '').read(variable, text) : (flag ?? base) + offset;
    variables[variable] = String(port);
    return port;
  };
  const admin = Array.from({ length: balancers }, (_, at) => {
    const prefix = at === 0 ? 'BALANCER' : `BALANCER_${at + 1}`;
    publish(`${prefix}_PORT`, flags.port, PORT, BALANCER_STEP * at);
    return publish(`${prefix}_ADMIN_PORT`, flags.adminPort, ADMIN_PORT, BALANCER_STEP * at);
  });
  const control = Array.from({ length: backends }, (_, at) =>
    publish(`BACKEND_${at + 1}_ADMIN_PORT`, flags.adminPort, ADMIN_PORT, at + 1),
  );
  return { admin, control, variables };
}
