// What a backend offers to tests and to other programs of the lab.

export type { Backend, BackendOptions } from './backend.ts';
export { startBackend } from './backend.ts';
export { type BackendConfig, backendSettings } from './settings.ts';
