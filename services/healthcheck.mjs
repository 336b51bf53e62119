// Ends with 0 where a GET of its argument answers 200: the health check of the project's own images, which hold no curl.
// Plain JavaScript, since it starts every few seconds and stripping types costs as much again as the check.

import { get } from 'node:http';

process.exitCode = 1;
const request = get(process.argv[2] ?? '', { timeout: 3000, agent: false }, response => {
  process.exitCode = response.statusCode === 200 ? 0 : 1;
  response.resume();
});
request.on('timeout', () => request.destroy());
request.on('error', () => {});
