// What k6's own types leave out.

declare const console: {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
};
