// One line a message: time, level, text.

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Writes lines at or above `level`. */
export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export function createLog(
  level: LogLevel,
  write: (line: string) => void = line => void process.stdout.write(line),
): Log {
  const lowest = LOG_LEVELS.indexOf(level);
  const at = (name: LogLevel) => (text: string) => {
    if (LOG_LEVELS.indexOf(name) >= lowest) write(`${new Date().toISOString()} ${name} ${text}\n`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
