// npm run test:pack: packs the published packages, installs the tarballs in an empty project, and does there what their
// readers do: checks the READMEs' snippets against the declarations, and runs them on the oldest and the newest Node.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import grpcManifest from '../../packages/prequal-grpc/package.json' with { type: 'json' };
import { EXIT, runProgram } from '../../packages/program/src/index.ts';
import { Report } from '../lab/report.ts';
import { EmptyProject } from './empty-project.ts';
import { freePorts } from './free-ports.ts';
import type { Running } from './run.ts';
import { isServer, type Snippet, snippetsOf, withPorts } from './snippets.ts';
import { assertContents, pack } from './tarball.ts';

const PACKAGES = ['prequal', 'prequal-grpc'] as const;
const OLD_NODE = '20.20.2';
/** Replicas that the snippets speak of. */
const REPLICAS = 3;
const COMPILER_OPTIONS = {
  strict: true,
  noEmit: true,
  module: 'NodeNext',
  target: 'ES2023',
  lib: ['ES2023'],
  types: ['node'],
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
};

const report = new Report();

async function main(): Promise<number> {
  const project = new EmptyProject();
  try {
    await look(project);
  } finally {
    project.remove();
  }
  console.log(report.summary());
  return report.failed === 0 ? EXIT.done : EXIT.failed;
}

async function look(project: EmptyProject): Promise<void> {
  const tarballs: string[] = [];
  for (const name of PACKAGES) {
    await report.check(`npm pack -w packages/${name}`, async () => {
      tarballs.push(await pack(name, project.folder));
    });
  }
  const installed = await report.check('the tarballs are installed in an empty project', () =>
    install(project, tarballs),
  );
  if (!installed) return;
  const snippets = [
    ...snippetsOf('README.md', 'root'),
    ...PACKAGES.flatMap(name => snippetsOf(`packages/${name}/README.md`, name)),
  ];
  await report.check(`${snippets.length} snippets agree with the declarations`, async () => {
    project.write('tsconfig.json', JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
    for (const { name, code } of snippets) project.write(`${name}.ts`, code);
    await project.run(project.program('tsc'));
  });
  for (const node of [project.program('node'), process.execPath]) {
    const version = (await project.run(node, '--version')).trim();
    await report.check(`they run on Node ${version}`, () => runSnippets(project, node, snippets));
  }
}

async function install(project: EmptyProject, tarballs: readonly string[]): Promise<void> {
  const { typescript, '@types/node': types } = manifest.devDependencies;
  const grpcJs = grpcManifest.devDependencies['@grpc/grpc-js'];
  await project.install([
    ...tarballs,
    `@grpc/grpc-js@${grpcJs}`,
    `typescript@${typescript}`,
    `@types/node@${types}`,
    `node@${OLD_NODE}`,
  ]);
  for (const name of PACKAGES) assertContents(project.installed(name));
  const copy = join(project.installed('prequal-grpc'), 'node_modules/@grpc/grpc-js');
  assert.ok(!existsSync(copy), 'one grpc-js for all, or the policy is registered with the wrong one');
}

async function runSnippets(project: EmptyProject, node: string, snippets: readonly Snippet[]): Promise<void> {
  const ports = await freePorts(REPLICAS);
  const file = (name: string, code: string): string => {
    project.write(`${name}.mjs`, code);
    return `${name}.mjs`;
  };
  const servers: Running[] = [];
  try {
    for (const { name, code } of snippets.filter(isServer)) {
      for (const port of ports) {
        const program = file(`${name}-${port}`, withPorts(code, [port]));
        servers.push(await project.runUntil('serving', node, program));
      }
    }
    for (const { name, code } of snippets.filter(snippet => !isServer(snippet))) {
      const output = await project.run(node, file(name, withPorts(code, ports)));
      report.say(`    ${name}: ${output.trim().replaceAll('\n', '; ') || 'nothing to say'}`);
    }
  } finally {
    await Promise.all(servers.map(server => server.stop()));
  }
}

await runProgram(
  {
    name: 'test:pack',
    version: manifest.version,
    summary: `packs the published packages, installs them in an empty project and runs their READMEs' snippets on Node ${OLD_NODE} and ${manifest.devDependencies.node}`,
    settings: {},
  },
  main,
);
